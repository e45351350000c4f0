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

  /** What the API server gives a webhook, over the reads that one admission takes at most. */
  private static final Duration SHARE = Duration.ofSeconds(5).dividedBy(3);

  @Test
  void aReadThatHangsIsNotWaitedForAndItsLateAnswerCounts() {
    var answered = new CountDownLatch(1);
    var reads =
        new BoundedReads<String, String>(
            "test",
            HOLDS,
            key -> {
              awaitUnchecked(answered);
              return key;
            });

    var start = System.nanoTime();
    assertThat(reads.get("a")).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHARE);

    answered.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> reads.get("a").isPresent());
  }

  @Test
  void aBurstOfPodsGetsItsAnswers() throws Exception {
    var asked = new AtomicInteger();
    var reads =
        new BoundedReads<Integer, Integer>(
            "test",
            HOLDS,
            key -> {
              asked.incrementAndGet();
              sleep(Duration.ofMillis(5));
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

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
