package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.failure.Failure;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps in order, and remembers since when AWS has been away for each. */
final class Steps {

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

  private final List<Step> steps;
  private final InstantSource clock;
  private final Function<Throwable, Failure> failures;
  private final Cache<Failing, Instant> failing =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(1)).build();

  private record Failing(EndpointName endpoint, ConditionType type) {}

  Steps(List<Step> steps, InstantSource clock, Function<Throwable, Failure> failures) {
    this.steps = List.copyOf(steps);
    this.clock = clock;
    this.failures = failures;
  }

  List<Condition> run(Findings findings) {
    var now = clock.instant();
    var verdicts = new EnumMap<ConditionType, Verdict>(ConditionType.class);
    for (var step : steps) {
      var verdict = check(step, findings);
      if (verdict != null && isOpen(verdicts.get(step.condition()))) {
        verdicts.put(step.condition(), verdict);
      }
    }
    return new Conditions(
            findings.conditionsBefore(), findings.endpoint().getMetadata().getGeneration(), now)
        .of(verdicts, failingSince(findings.name(), verdicts, now));
  }

  /** What a step throws is what its condition says: the other steps go on. */
  private @Nullable Verdict check(Step step, Findings findings) {
    try {
      return step.check(findings);
    } catch (RuntimeException | Error e) {
      var failure = failures.apply(e);
      // What the API server says stands in the condition; only for our own mistakes it takes more.
      if (failure.reason().equals(Failure.INTERNAL_ERROR)) {
        LOG.warn(
            "event=step_failed endpoint={} condition={}",
            findings.name(),
            step.condition().id(),
            e);
      }
      if (failure.passing()) {
        findings.awsAway = true;
        return new Verdict(Verdict.State.PASSING, failure.reason(), failure.message());
      }
      return Verdict.no(failure.reason(), failure.message());
    }
  }

  /** A later step on the same condition may take back what an earlier one said, or know more. */
  private static boolean isOpen(@Nullable Verdict earlier) {
    return earlier == null
        || earlier.state() == Verdict.State.TRUE
        || earlier.state() == Verdict.State.UNKNOWN;
  }

  private Map<ConditionType, Instant> failingSince(
      EndpointName endpoint, Map<ConditionType, Verdict> verdicts, Instant now) {
    var since = new EnumMap<ConditionType, Instant>(ConditionType.class);
    verdicts.forEach(
        (type, verdict) -> {
          var key = new Failing(endpoint, type);
          if (verdict.state() == Verdict.State.PASSING) {
            since.put(type, failing.get(key, k -> now));
          } else {
            failing.invalidate(key);
          }
        });
    return since;
  }
}
