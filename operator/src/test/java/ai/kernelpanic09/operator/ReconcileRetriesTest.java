package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReconcileRetriesTest {

  @Test
  void neverEndAndComeEveryMinuteInTheEnd() {
    var execution = ReconcileRetries.forEver().initExecution();
    var first = execution.nextDelay().orElseThrow();
    var last = first;
    for (var attempt = 0; attempt < 10_000; attempt++) {
      var next = execution.nextDelay().orElseThrow();
      assertThat(next).isBetween(last, 60_000L);
      last = next;
      assertThat(execution.isLastAttempt()).isFalse();
    }
    assertThat(first).isLessThanOrEqualTo(2_000L);
    assertThat(last).isEqualTo(60_000L);
  }
}
