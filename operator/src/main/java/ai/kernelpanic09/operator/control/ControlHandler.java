package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.outage.ModelTroubles;
import ai.kernelpanic09.operator.prompt.PromptArchive;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles requests of the control API, without its transport: bytes in, status and JSON out. */
public final class ControlHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  private static final String BEARER = "Bearer ";

  /**
   * Proofs of holders under way: together with those of callers, half of what a connection carries.
   */
  private static final int PROOFS_AT_ONCE = 32;

  private static final int CALLERS_AT_ONCE = 16;

  private final BooleanSupplier leading;
  private final HolderProof proof;
  private final HolderAllowances allowances;
  private final SyncService syncs;
  private final CallerService callers;
  private final TemplateService templates;
  private final ControlMessages messages = new ControlMessages();

  /** An HTTP status and a JSON body. */
  public record Answer(int status, String json) {}

  /** Whether a request comes from a holder, as its headers tell. */
  sealed interface Proof {
    /** It comes from this one. */
    record Proven(Holder holder) implements Proof {}

    /** It comes from nobody who may ask, or that can't be told. */
    record Refused(Answer answer) implements Proof {}
  }

  /**
   * @param cluster where holders are looked up
   * @param reviews asks the API server about those who send tokens
   * @param images the images that a believed sidecar may run
   * @param plans what holders of each endpoint may do
   * @param troubles takes what holders tell of models
   * @param nudge asks for a reconciliation of an endpoint
   */
  public static ControlHandler of(
      OperatorConfig config,
      ClusterConnection cluster,
      KubernetesClient reviews,
      ServingPlans plans,
      BudgetAuthority authority,
      CredentialBroker broker,
      SidecarProof sidecarProof,
      SidecarImages images,
      ModelTroubles troubles,
      Consumer<EndpointName> nudge,
      InstantSource clock) {
    var view = cluster.view();
    UnaryOperator<TokenReview> review = reviews.tokenReviews()::create;
    var proof =
        new HolderProof(
            new TokenCheck(review, List.of(Names.CONTROL_AUDIENCE)),
            new ProofLimit(PROOFS_AT_ONCE, ProofLimit.MAX_WAIT, System::nanoTime),
            new Refusals(System::nanoTime),
            view.pods(),
            (namespace, name) ->
                Optional.ofNullable(reviews.pods().inNamespace(namespace).withName(name).get()),
            sidecarProof,
            images,
            config.installation().namespace(),
            clock);
    // Callers from before the gateway had an audience of its own send the control API's.
    var callers =
        new CallerTokens(
            new TokenCheck(review, List.of(Names.GATEWAY_AUDIENCE, Names.CONTROL_AUDIENCE)),
            new ProofLimit(CALLERS_AT_ONCE, ProofLimit.MAX_WAIT, System::nanoTime),
            new Refusals(System::nanoTime),
            clock);
    var access = new HolderAccess(view);
    var templates = new TemplateService(view, access, new PromptArchive(cluster.client()));
    var syncs =
        new SyncService(
            view, access, plans, authority, broker, troubles, templates::news, nudge, clock);
    return new ControlHandler(
        authority::isLeading,
        proof,
        syncs,
        new CallerService(view, callers, clock),
        templates,
        clock);
  }

  private ControlHandler(
      BooleanSupplier leading,
      HolderProof proof,
      SyncService syncs,
      CallerService callers,
      TemplateService templates,
      InstantSource clock) {
    this.leading = leading;
    this.proof = proof;
    allowances = HolderAllowances.by(clock);
    this.syncs = syncs;
    this.callers = callers;
    this.templates = templates;
  }

  /** The holder that a request comes from, where that is known already; does not block. */
  Optional<Holder> known(@Nullable String authorization) {
    return leading.getAsBoolean() && authorization != null && authorization.startsWith(BEARER)
        ? proof.known(authorization.substring(BEARER.length()))
        : Optional.empty();
  }

  /**
   * Whether a request comes from a holder.
   *
   * @param source address that the request comes from
   */
  Proof proof(@Nullable String authorization, String source) {
    try {
      return new Proof.Proven(holder(authorization, source));
    } catch (RuntimeException e) {
      return new Proof.Refused(refusal(e));
    }
  }

  private Holder holder(@Nullable String authorization, String source) {
    if (!leading.getAsBoolean()) {
      throw ControlFailure.notLeader();
    }
    if (authorization == null || !authorization.startsWith(BEARER)) {
      throw ControlFailure.unauthorized("a bearer token is required");
    }
    return proof.prove(authorization.substring(BEARER.length()), source);
  }

  /**
   * {@code POST /control/v1/sync}.
   *
   * @param arrivedNanos when the request arrived, by {@link System#nanoTime}
   */
  Object sync(Holder holder, byte[] body, long arrivedNanos) {
    allowances.syncs().admit(holder.podUid());
    return syncs.answer(holder, messages.sync(body), arrivedNanos);
  }

  /** {@code POST /control/v1/authorize}. */
  Object authorize(Holder holder, byte[] body) {
    allowances.callers().admit(holder.podUid());
    return callers.verdict(holder, messages.callerCheck(body));
  }

  /** {@code POST /control/v1/template}. */
  Object template(Holder holder, byte[] body) {
    allowances.templates().admit(holder.podUid());
    return templates.answer(holder, messages.templateAsk(body));
  }

  /** What {@code work} gives or throws, as it is sent. */
  Answer answered(Supplier<Object> work) {
    try {
      return new Answer(200, messages.write(work.get()));
    } catch (RuntimeException e) {
      return refusal(e);
    }
  }

  private Answer refusal(RuntimeException e) {
    if (e instanceof ControlFailure failure) {
      return new Answer(failure.status(), messages.write(failure));
    }
    LOG.warn("event=control_failed error=\"{}\"", e.toString());
    var failure = new ControlFailure(ControlError.INTERNAL_ERROR, "the operator failed");
    return new Answer(failure.status(), messages.write(failure));
  }
}
