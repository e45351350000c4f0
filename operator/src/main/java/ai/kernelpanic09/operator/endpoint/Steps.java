package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the steps in order, and remembers since when AWS has been away for each. */
final class Steps {

  private final List<Step> steps;
  private final InstantSource clock;
  private final Cache<Failing, Instant> failing =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(1)).build();

  private record Failing(EndpointName endpoint, ConditionType type) {}

  Steps(List<Step> steps, InstantSource clock) {
    this.steps = List.copyOf(steps);
    this.clock = clock;
  }

  List<Condition> run(Findings findings) {
    var now = clock.instant();
    var verdicts = new EnumMap<ConditionType, Verdict>(ConditionType.class);
    for (var step : steps) {
      var verdict = step.check(findings);
      if (verdict != null && isOpen(verdicts.get(step.condition()))) {
        verdicts.put(step.condition(), verdict);
      }
    }
    return new Conditions(
            findings.conditionsBefore(), findings.endpoint().getMetadata().getGeneration(), now)
        .of(verdicts, failingSince(findings.name(), verdicts, now));
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
