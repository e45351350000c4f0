package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.prompt.PromptArchive;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles requests of the control API, without its transport: bytes in, status and JSON out. */
public final class ControlHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  private static final String BEARER = "Bearer ";

  private final BooleanSupplier leading;
  private final HolderProof proof;
  private final HolderRateLimiter rate;
  private final SyncService syncs;
  private final CallerService callers;
  private final TemplateService templates;
  private final ControlMessages messages = new ControlMessages();

  /** An HTTP status and a JSON body. */
  public record Answer(int status, String json) {}

  /**
   * @param cluster where holders are looked up and their tokens reviewed
   * @param images the images that a believed sidecar may run
   * @param plans what holders of each endpoint may do
   * @param nudge asks for a reconciliation of an endpoint
   */
  public static ControlHandler of(
      OperatorConfig config,
      ClusterConnection cluster,
      ServingPlans plans,
      BudgetAuthority authority,
      CredentialBroker broker,
      SidecarProof sidecarProof,
      SidecarImages images,
      Consumer<EndpointName> nudge,
      InstantSource clock) {
    var view = cluster.view();
    var tokens = new TokenCheck(cluster.client(), clock);
    var proof =
        new HolderProof(
            tokens, view.pods(), sidecarProof, images, config.installation().namespace(), clock);
    var access = new HolderAccess(view);
    var templates = new TemplateService(view, access, new PromptArchive(cluster.client()));
    var syncs =
        new SyncService(view, access, plans, authority, broker, templates::news, nudge, clock);
    return new ControlHandler(
        authority::isLeading,
        proof,
        new HolderRateLimiter(clock),
        syncs,
        new CallerService(view, tokens, clock),
        templates);
  }

  private ControlHandler(
      BooleanSupplier leading,
      HolderProof proof,
      HolderRateLimiter rate,
      SyncService syncs,
      CallerService callers,
      TemplateService templates) {
    this.leading = leading;
    this.proof = proof;
    this.rate = rate;
    this.syncs = syncs;
    this.callers = callers;
    this.templates = templates;
  }

  /**
   * {@code POST /control/v1/sync}.
   *
   * @param arrivedNanos when the request arrived, by {@link System#nanoTime}
   */
  public Answer sync(@Nullable String authorization, byte[] body, long arrivedNanos) {
    return answered(
        () -> {
          var holder = holder(authorization);
          return syncs.answer(holder, messages.sync(body), arrivedNanos);
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
    if (!leading.getAsBoolean()) {
      throw ControlFailure.notLeader();
    }
    if (authorization == null || !authorization.startsWith(BEARER)) {
      throw ControlFailure.unauthorized("a bearer token is required");
    }
    var holder = proof.prove(authorization.substring(BEARER.length()));
    rate.admit(holder.podUid());
    return holder;
  }

  private Answer answered(Supplier<Object> work) {
    try {
      return new Answer(200, messages.write(work.get()));
    } catch (ControlFailure e) {
      return new Answer(e.status(), messages.write(e));
    } catch (RuntimeException e) {
      LOG.warn("event=control_failed error=\"{}\"", e.toString());
      var failure = new ControlFailure(ControlError.INTERNAL_ERROR, "the operator failed");
      return new Answer(failure.status(), messages.write(failure));
    }
  }
}
