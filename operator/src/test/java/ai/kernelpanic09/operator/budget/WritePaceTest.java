package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class WritePaceTest {

  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(20);

  private final AtomicLong clock = new AtomicLong();
  private final WritePace pace = new WritePace(50, clock::get);
  private final List<String> turns = new CopyOnWriteArrayList<>();

  @Test
  void turnsComeOneAfterTheOtherInTheOrderOfTheLine() {
    waiting("a", false);
    taken("a");
    waiting("b", false);
    waiting("c", false);

    clock.addAndGet(TURN - 1);
    assertThat(turns).containsExactly("a");
    clock.addAndGet(1);
    taken("a", "b");
    clock.addAndGet(TURN);
    taken("a", "b", "c");
  }

  @Test
  void whoHurriesGoesFirstAndTakesNobodysTurnTwice() {
    waiting("a", false);
    taken("a");
    waiting("b", false);
    waiting("c", true);

    clock.addAndGet(TURN);
    taken("a", "c");
    clock.addAndGet(TURN);
    taken("a", "c", "b");
  }

  @Test
  void whoComesToHurryWhileItWaitsGoesBeforeTheOthers() {
    var hurry = new AtomicBoolean();
    var seen = new AtomicBoolean();
    waiting("a", false);
    taken("a");
    waiting("b", false);
    var late =
        waiting(
            "c",
            () -> {
              seen.set(hurry.get());
              return hurry.get();
            });

    hurry.set(true);
    LockSupport.unpark(late);
    await().atMost(ONE_MINUTE).untilTrue(seen);
    clock.addAndGet(TURN);

    taken("a", "c");
    clock.addAndGet(TURN);
    taken("a", "c", "b");
  }

  private static boolean isTimed(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  private void waiting(String name, boolean hurries) {
    var _ = waiting(name, () -> hurries);
  }

  private Thread waiting(String name, BooleanSupplier hurries) {
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  pace.await(hurries);
                  turns.add(name);
                });
    await().atMost(ONE_MINUTE).until(() -> turns.contains(name) || isTimed(thread));
    return thread;
  }

  private void taken(String... names) {
    await().atMost(ONE_MINUTE).untilAsserted(() -> assertThat(turns).containsExactly(names));
  }
}
