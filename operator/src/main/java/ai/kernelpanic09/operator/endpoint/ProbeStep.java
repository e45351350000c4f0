package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.probe.ProbeResult;
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
  private final Function<Findings, @Nullable EndpointLimits> limits;
  private final Cache<Key, Verdict> answered = cache(Duration.ofHours(24));
  private final Cache<Key, Verdict> failed = cache(Duration.ofMinutes(10));

  private record Key(
      EndpointName endpoint,
      String modelId,
      String region,
      String roleArn,
      @Nullable String guardrail) {}

  /**
   * @param limits what holders would enforce; null while that is not known
   */
  ProbeStep(
      LiveProbe probe,
      CredentialBroker broker,
      Function<Findings, @Nullable EndpointLimits> limits) {
    this.probe = probe;
    this.broker = broker;
    this.limits = limits;
  }

  private static Cache<Key, Verdict> cache(Duration lifetime) {
    return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(lifetime).build();
  }

  @Override
  public ConditionType condition() {
    return ConditionType.MODEL_REACHABLE;
  }

  @Override
  public @Nullable Verdict check(Findings findings) {
    var enforced = limits.apply(findings);
    var grant = findings.grant;
    if (enforced == null || grant == null) {
      return null;
    }
    var guardrail = enforced.guardrail();
    var key =
        new Key(
            findings.name(),
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
      var session =
          broker.session(findings.name(), grant.roleArn(), grant.region(), grant.policy());
      return judge(key, probe.probe(findings.name(), enforced, session.credentials()));
    } catch (AwsFailure e) {
      return Verdict.passing(e.text());
    }
  }

  private @Nullable Verdict judge(Key key, ProbeResult result) {
    return switch (result) {
      case ProbeResult.Answered(var cost) -> {
        var verdict =
            Verdict.yes("Answered", "the model answered a call that cost " + cost + " dollars");
        answered.put(key, verdict);
        yield verdict;
      }
      case ProbeResult.NotMade() -> null;
      case ProbeResult.Failed(var failure) when failure.isPassing() -> {
        var verdict = Verdict.passing(failure.text());
        failed.put(key, verdict);
        yield verdict;
      }
      case ProbeResult.Failed(var failure) -> {
        var verdict = Verdict.no("CallRefused", "a call was refused: " + failure.text());
        failed.put(key, verdict);
        yield verdict;
      }
    };
  }
}
