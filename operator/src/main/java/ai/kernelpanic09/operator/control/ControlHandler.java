package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.prompt.PromptArchive;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control API without its transport: bytes in, status and bytes out. */
public final class ControlHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  private static final String BEARER = "Bearer ";

  private final HolderProof proof;
  private final SyncService syncs;
  private final CallerService callers;
  private final TemplateService templates;
  private final BudgetAuthority authority;
  private final HolderRateLimiter pace;
  private final ControlMessages messages = new ControlMessages();

  /** An answer. */
  public record Answer(int status, String json) {}

  public ControlHandler(
      OperatorConfig config,
      KubernetesClient client,
      ClusterView cluster,
      ServingPlans plans,
      BudgetAuthority authority,
      CredentialBroker broker,
      SidecarProof sidecarProof,
      Consumer<EndpointName> nudge,
      InstantSource clock) {
    this.authority = authority;
    var tokens = new TokenCheck(client, clock);
    proof =
        new HolderProof(
            tokens,
            cluster.pods(),
            sidecarProof,
            config.sidecars().images(),
            config.installation().namespace(),
            clock);
    var access = new HolderAccess(cluster);
    templates = new TemplateService(cluster, access, new PromptArchive(client));
    syncs =
        new SyncService(cluster, access, plans, authority, broker, templates::news, nudge, clock);
    callers = new CallerService(cluster, tokens, clock);
    pace = new HolderRateLimiter(clock);
  }

  /** {@code POST /control/v1/sync}. */
  public Answer sync(@Nullable String authorization, byte[] body) {
    return answered(
        () -> {
          var holder = holder(authorization);
          return syncs.answer(holder, messages.sync(body));
        });
  }

  /** {@code POST /control/v1/authorize}. */
  public Answer authorize(@Nullable String authorization, byte[] body) {
    return answered(
        () -> {
          var holder = holder(authorization);
          return callers.verdict(holder, messages.callerCheck(body));
        });
  }

  /** {@code POST /control/v1/template}. */
  public Answer template(@Nullable String authorization, byte[] body) {
    return answered(
        () -> {
          var holder = holder(authorization);
          return templates.answer(holder, messages.templateAsk(body));
        });
  }

  private Holder holder(@Nullable String authorization) {
    if (!authority.isLeading()) {
      throw ControlFailure.notLeader();
    }
    if (authorization == null || !authorization.startsWith(BEARER)) {
      throw ControlFailure.unauthorized("a bearer token is required");
    }
    var holder = proof.prove(authorization.substring(BEARER.length()));
    pace.admit(holder.podUid());
    return holder;
  }

  private Answer answered(Supplier<Object> work) {
    try {
      return new Answer(200, messages.write(work.get()));
    } catch (ControlFailure e) {
      return new Answer(e.status(), messages.write(e));
    } catch (RuntimeException e) {
      LOG.warn("event=control_failed error=\"{}\"", e.toString());
      return new Answer(
          500, messages.write(new ControlFailure(500, "InternalError", "the operator failed")));
    }
  }
}
