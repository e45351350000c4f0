package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedReadsTest {

  private static final Duration HOLDS = Duration.ofMinutes(1);

  private static final int READS_OF_AN_ADMISSION = 3;
  private static final Duration API_SERVERS_PATIENCE = Duration.ofSeconds(5);

  @Test
  void anAdmissionIsAnsweredBeforeTheApiServerGivesUpOnIt() {
    var each = BoundedReads.MAX_WAIT.turn().plus(BoundedReads.MAX_WAIT.answer());

    assertThat(each.multipliedBy(READS_OF_AN_ADMISSION)).isLessThan(API_SERVERS_PATIENCE);
  }

  @Test
  void aReadThatHangsIsNotWaitedForAndItsLateAnswerCounts() {
    var answered = new CountDownLatch(1);
    var reads =
        new BoundedReads<String, String>(
            "test",
            HOLDS,
            new BoundedReads.MaxWait(Duration.ofMillis(50), Duration.ofMillis(50)),
            key -> {
              awaitUnchecked(answered);
              return key;
            });

    assertThat(reads.get("a")).isEmpty();

    answered.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> reads.get("a").isPresent());
  }

  @Test
  void aBurstOfPodsGetsItsAnswers() throws Exception {
    var asked = new AtomicInteger();
    var allTurnsTaken = new CountDownLatch(8);
    var reads =
        new BoundedReads<Integer, Integer>(
            "test",
            HOLDS,
            new BoundedReads.MaxWait(Duration.ofMinutes(1), Duration.ofMinutes(1)),
            key -> {
              asked.incrementAndGet();
              allTurnsTaken.countDown();
              awaitUnchecked(allTurnsTaken);
              return key;
            });
    try (ExecutorService pods = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          pods.invokeAll(
              IntStream.range(0, 16)
                  .<Callable<Boolean>>mapToObj(key -> () -> reads.get(key).isPresent())
                  .toList());
      for (var answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(asked).hasValue(16);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
