package ai.kernelpanic09.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A part of an answer that does not come is waited for only until the others have come. */
class AnswerWaitTest {

  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  private final CompletableFuture<String> sick = new CompletableFuture<>();

  private static long in(Duration duration) {
    return System.nanoTime() + duration.toNanos();
  }

  @Test
  void theOthersDoNotWaitForTheOneThatIsSick() {
    var deadline = in(FOR_EVER);

    new AnswerWait(Duration.ofMillis(20))
        .await(List.of(sick, CompletableFuture.completedFuture("well")), deadline, false);

    assertThat(System.nanoTime()).isLessThan(deadline);
    assertThat(sick).isNotDone();
  }

  @Test
  void eachPartThatComesGivesTheOthersMoreTime() {
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();
    var third = new CompletableFuture<String>();
    // Each part comes only when the one before has: an answer that stops at the first misses the
    // last.
    var _ = first.thenRun(() -> Thread.startVirtualThread(() -> second.complete("2")));
    var _ = second.thenRun(() -> Thread.startVirtualThread(() -> third.complete("3")));
    Thread.startVirtualThread(() -> first.complete("1"));

    new AnswerWait(FOR_EVER).await(List.of(first, second, third), in(FOR_EVER), false);

    assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
  }

  @Test
  void aPartThatFailsHasComeToo() {
    new AnswerWait(FOR_EVER)
        .await(
            List.of(CompletableFuture.failedFuture(new IllegalStateException("no"))),
            in(FOR_EVER),
            false);
  }

  @Test
  void nothingIsWaitedForBeyondTheDeadline() {
    new AnswerWait(FOR_EVER).await(List.of(sick), in(Duration.ofMillis(20)), false);
    new AnswerWait(FOR_EVER).await(List.of(sick), in(Duration.ofMillis(-20)), false);

    assertThat(sick).isNotDone();
  }

  @Test
  void whatHasFailedBeforeIsNotWaitedForUntilTheDeadline() {
    var deadline = in(FOR_EVER);

    new AnswerWait(Duration.ofMillis(20)).await(List.of(sick), deadline, true);

    assertThat(System.nanoTime()).isLessThan(deadline);
  }
}
