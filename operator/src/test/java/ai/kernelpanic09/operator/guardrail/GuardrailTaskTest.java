package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardrailTaskTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-10T12:00:00Z"));

  @Test
  void anExceptionIsTheOutcomeOfItsGuardrailAndIsTriedAgain() {
    var task = new GuardrailTask(new ControlPace(Duration.ZERO, System::nanoTime), CLOCK);
    var goal =
        new Goal(
            new GuardrailOwner(TestAws.CLUSTER, "safe", "uid"),
            Policies.quickstart(),
            null,
            Set.of());

    var outcome =
        task.advance(
            goal,
            Manager.ofPolicy("safe", TestAws.ROLE),
            () -> {
              throw new IllegalStateException("ASIA/secret");
            });

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(ConditionReason.INTERNAL_ERROR);
              assertThat(refused.message()).doesNotContain("secret");
            });
    assertThat(task.nextAfter(outcome)).isEqualTo(FailureReading.RETRY);
  }
}
