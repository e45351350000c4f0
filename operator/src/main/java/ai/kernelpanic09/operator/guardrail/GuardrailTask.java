package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one guardrail across reconciliations: an outcome holds for a while, so that changes
 * of endpoints cost no requests to AWS.
 */
final class GuardrailTask {

  private static final Logger LOG = LoggerFactory.getLogger(GuardrailTask.class);

  /** Interval between looks at a guardrail that is in order. */
  private static final Duration CONFIRMED = Duration.ofMinutes(10);

  private final GuardrailSync sync;
  private final InstantSource clock;
  private @Nullable SyncOutcome settled;
  private Question settledFor = new Question("", "");
  private Instant until = Instant.MIN;

  /** The content and role that a settled outcome holds for. */
  private record Question(String hash, String roleArn) {}

  GuardrailTask(ControlPace pace, InstantSource clock) {
    this.sync = new GuardrailSync(pace);
    this.clock = clock;
  }

  SyncOutcome advance(Goal goal, Manager manager, Supplier<GuardrailCalls> calls) {
    var question = new Question(goal.hash(), manager.roleArn());
    var held = settled;
    if (held != null && settledFor.equals(question) && clock.instant().isBefore(until)) {
      return held;
    }
    var outcome = step(goal, manager, calls);
    settled = outcome;
    settledFor = question;
    until =
        switch (outcome) {
          case Synced ignored -> clock.instant().plus(CONFIRMED);
          case Refused refused -> clock.instant().plus(refused.after());
          case Syncing ignored -> Instant.MIN;
          case Drifted ignored -> Instant.MIN;
        };
    return outcome;
  }

  /** Time after which to advance again. */
  Duration nextAfter(SyncOutcome outcome) {
    return switch (outcome) {
      case Syncing syncing -> syncing.after();
      case Drifted ignored -> Duration.ofMillis(1);
      case Synced ignored -> Duration.between(clock.instant(), until);
      case Refused ignored -> Duration.between(clock.instant(), until);
    };
  }

  /** Takes a step. An exception is its outcome: the policy's other guardrails go on. */
  private SyncOutcome step(Goal goal, Manager manager, Supplier<GuardrailCalls> calls) {
    try {
      return tryStep(goal, manager, calls);
    } catch (RuntimeException | Error e) {
      LOG.warn("event=guardrail_step_failed policy={}", goal.owner().policy(), e);
      var failure = Failure.of(e);
      return new Refused(failure.reason(), failure.message(), FailureReading.RETRY);
    }
  }

  private SyncOutcome tryStep(Goal goal, Manager manager, Supplier<GuardrailCalls> calls) {
    GuardrailCalls session;
    try {
      session = calls.get();
    } catch (AwsFailure e) {
      return FailureReading.ofSession(e, manager.roleArn());
    }
    return sync.step(session, goal);
  }
}
