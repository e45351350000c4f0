package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.resolve.ResolvedModel;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.credentials.Session;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import ai.kernelpanic09.operator.enforcement.Enforcement;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observations of one reconciliation's steps so far; each step passes on a new one. A member
 * that is null has not been observed, or does not exist.
 *
 * @param session session of the endpoint's role, for reading models
 * @param grant how sessions for holders are started
 * @param sidecars number of pods with a sidecar
 * @param ownsService whether the endpoint has its Service
 * @param unavailable whether AWS or the API server could not be asked, so that a null member may
 *     exist all the same
 * @param enforcement what is added to calls
 */
record Observation(
    ModelEndpoint endpoint,
    @Nullable Session session,
    @Nullable ResolvedModel model,
    @Nullable PricedModel price,
    @Nullable LiveGuardrail guardrail,
    ServingPlan.@Nullable Grant grant,
    @Nullable Long sidecars,
    @Nullable Boolean ownsService,
    boolean unavailable,
    @Nullable Enforcement enforcement) {

  /** The guardrail in force. */
  record LiveGuardrail(GuardrailUse use, String hash, GuardrailRef ref) {}

  /** Nothing observed yet. */
  static Observation of(ModelEndpoint endpoint) {
    return new Observation(endpoint, null, null, null, null, null, null, null, false, null);
  }

  Observation with(Session found) {
    var copy = new Copy(this);
    copy.session = found;
    return copy.done();
  }

  Observation with(@Nullable ResolvedModel found) {
    var copy = new Copy(this);
    copy.model = found;
    return copy.done();
  }

  Observation with(PricedModel found) {
    var copy = new Copy(this);
    copy.price = found;
    return copy.done();
  }

  Observation with(LiveGuardrail found) {
    var copy = new Copy(this);
    copy.guardrail = found;
    return copy.done();
  }

  Observation with(ServingPlan.Grant found) {
    var copy = new Copy(this);
    copy.grant = found;
    return copy.done();
  }

  Observation with(Enforcement found) {
    var copy = new Copy(this);
    copy.enforcement = found;
    return copy.done();
  }

  Observation withSidecars(long count) {
    var copy = new Copy(this);
    copy.sidecars = count;
    return copy.done();
  }

  Observation withService(boolean owned) {
    var copy = new Copy(this);
    copy.ownsService = owned;
    return copy.done();
  }

  Observation withUnavailable() {
    var copy = new Copy(this);
    copy.unavailable = true;
    return copy.done();
  }

  /** The members of another observation, one of which becomes another. */
  private static final class Copy {
    private final ModelEndpoint endpoint;
    private @Nullable Session session;
    private @Nullable ResolvedModel model;
    private @Nullable PricedModel price;
    private @Nullable LiveGuardrail guardrail;
    private ServingPlan.@Nullable Grant grant;
    private @Nullable Long sidecars;
    private @Nullable Boolean ownsService;
    private boolean unavailable;
    private @Nullable Enforcement enforcement;

    Copy(Observation of) {
      endpoint = of.endpoint;
      session = of.session;
      model = of.model;
      price = of.price;
      guardrail = of.guardrail;
      grant = of.grant;
      sidecars = of.sidecars;
      ownsService = of.ownsService;
      unavailable = of.unavailable;
      enforcement = of.enforcement;
    }

    Observation done() {
      return new Observation(
          endpoint,
          session,
          model,
          price,
          guardrail,
          grant,
          sidecars,
          ownsService,
          unavailable,
          enforcement);
    }
  }

  ModelEndpointSpec spec() {
    return endpoint.getSpec();
  }

  EndpointName name() {
    return endpoint.endpointName();
  }

  /** The status before this reconciliation; null if there is none yet. */
  @Nullable ModelEndpointStatus before() {
    return endpoint.getStatus();
  }

  List<Condition> conditionsBefore() {
    var before = before();
    return ConditionSet.in(before == null ? null : before.conditions());
  }
}
