package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.ConditionState.Status;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps in order, and remembers for each condition since when it is UNAVAILABLE. */
final class Steps {

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

  private final List<Step> steps;
  private final Function<Observation, Optional<ConditionState>> obstacles;
  private final InstantSource clock;
  private final Function<Throwable, Failure> failures;
  private final Cache<Failing, Instant> failing =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(1)).build();

  private record Failing(EndpointName endpoint, ConditionType type) {}

  /** The observations of all steps, and the conditions that follow. */
  record Outcome(Observation observed, List<Condition> conditions) {}

  /**
   * @param obstacles finds what keeps an endpoint from being ready though every condition holds
   * @param failures reports an exception of a step, and gives the reason and message for its
   *     condition
   */
  Steps(
      List<Step> steps,
      Function<Observation, Optional<ConditionState>> obstacles,
      InstantSource clock,
      Function<Throwable, Failure> failures) {
    this.steps = List.copyOf(steps);
    this.obstacles = obstacles;
    this.clock = clock;
    this.failures = failures;
  }

  Outcome run(ModelEndpoint endpoint) {
    var now = clock.instant();
    var observed = Observation.of(endpoint);
    var states = new EnumMap<ConditionType, ConditionState>(ConditionType.class);
    for (var step : steps) {
      var result = check(step, observed);
      observed = result.observed();
      var state = result.state();
      if (state != null && isOpen(states.get(step.condition()))) {
        states.put(step.condition(), state);
      }
    }
    var conditions =
        EndpointConditions.of(
            observed.conditionsBefore(),
            endpoint.getMetadata().getGeneration(),
            now,
            states,
            failingSince(observed.name(), states, now),
            obstacles.apply(observed));
    return new Outcome(observed, conditions);
  }

  /**
   * Runs a step. An exception becomes the state of the step's condition, and the other steps go on.
   */
  private Step.Result check(Step step, Observation observed) {
    try {
      return step.check(observed);
    } catch (RuntimeException | Error e) {
      var failure = failures.apply(e);
      // The condition holds the message, which is enough for a refusal; a bug of ours needs its
      // stack trace too.
      if (failure.reason() == ConditionReason.INTERNAL_ERROR) {
        LOG.warn(
            "event=step_failed endpoint={} condition={}", observed.name(), step.condition(), e);
      }
      return failure.passing()
          ? new Step.Result(
              ConditionState.ofUnavailable(failure.reason(), failure.message()),
              observed.withUnavailable())
          : new Step.Result(ConditionState.ofFalse(failure.reason(), failure.message()), observed);
    }
  }

  /**
   * Whether a later step on the same condition may replace {@code earlier}: a True or Unknown state
   * can turn out otherwise, a False or UNAVAILABLE one stands.
   */
  private static boolean isOpen(@Nullable ConditionState earlier) {
    return earlier == null || earlier.isTrue() || earlier.status() == Status.UNKNOWN;
  }

  private Map<ConditionType, Instant> failingSince(
      EndpointName endpoint, Map<ConditionType, ConditionState> states, Instant now) {
    var since = new EnumMap<ConditionType, Instant>(ConditionType.class);
    states.forEach(
        (type, state) -> {
          var key = new Failing(endpoint, type);
          if (state.status() == Status.UNAVAILABLE) {
            since.put(type, failing.get(key, k -> now));
          } else {
            failing.invalidate(key);
          }
        });
    return since;
  }
}
