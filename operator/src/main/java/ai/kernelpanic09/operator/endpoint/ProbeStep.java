package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.probe.ProbeResult;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.status.ConditionState;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the model answers a real call: once for each model, role and guardrail of an endpoint,
 * and again after a day, or after ten minutes where it did not answer.
 */
final class ProbeStep implements Step {

  private final LiveProbe probe;
  private final CredentialBroker broker;
  private final Function<Observation, @Nullable EndpointLimits> limits;
  private final Cache<Key, ConditionState> answered = cache(Duration.ofHours(24));
  private final Cache<Key, ConditionState> failed = cache(Duration.ofMinutes(10));

  private record Key(
      EndpointName endpoint,
      String modelId,
      String region,
      String roleArn,
      @Nullable String guardrail) {}

  /**
   * @param limits the limits that holders would enforce; null while they are unknown
   */
  ProbeStep(
      LiveProbe probe,
      CredentialBroker broker,
      Function<Observation, @Nullable EndpointLimits> limits) {
    this.probe = probe;
    this.broker = broker;
    this.limits = limits;
  }

  private static Cache<Key, ConditionState> cache(Duration lifetime) {
    return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(lifetime).build();
  }

  @Override
  public ConditionType condition() {
    return ConditionType.MODEL_REACHABLE;
  }

  /** A model that makes vectors has no conversation to be probed with. */
  @Override
  public Result check(Observation observed) {
    var enforced = limits.apply(observed);
    var grant = observed.grant();
    return new Result(
        enforced == null || grant == null || enforced.maxTokens() == 0
            ? null
            : state(observed.name(), enforced, grant),
        observed);
  }

  private @Nullable ConditionState state(
      EndpointName endpoint, EndpointLimits enforced, ServingPlan.Grant grant) {
    var guardrail = enforced.guardrail();
    var key =
        new Key(
            endpoint,
            enforced.modelId(),
            enforced.region(),
            grant.roleArn(),
            guardrail == null ? null : guardrail.id() + ":" + guardrail.version());
    var known = answered.getIfPresent(key);
    known = known == null ? failed.getIfPresent(key) : known;
    if (known != null) {
      return known;
    }
    try {
      var session = broker.session(endpoint, grant.roleArn(), grant.region(), grant.policy());
      return state(key, probe.probe(endpoint, enforced, session.credentials()));
    } catch (AwsFailure e) {
      return ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, e.text());
    }
  }

  private @Nullable ConditionState state(Key key, ProbeResult result) {
    return switch (result) {
      case ProbeResult.Answered(var cost) -> {
        var state =
            ConditionState.ofTrue(
                ConditionReason.ANSWERED,
                "the model answered a call that cost " + cost + " dollars");
        answered.put(key, state);
        yield state;
      }
      case ProbeResult.NotMade() -> null;
      case ProbeResult.Failed(var failure) when failure.isPassing() -> {
        var state = ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, failure.text());
        failed.put(key, state);
        yield state;
      }
      case ProbeResult.Failed(var failure) -> {
        var state =
            ConditionState.ofFalse(
                ConditionReason.CALL_REFUSED, "a call was refused: " + failure.text());
        failed.put(key, state);
        yield state;
      }
    };
  }
}
