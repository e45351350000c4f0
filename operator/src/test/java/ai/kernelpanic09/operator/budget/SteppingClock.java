package ai.kernelpanic09.operator.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that tests move. */
final class SteppingClock implements InstantSource {

  private final AtomicReference<Instant> now;

  SteppingClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  void advance(Duration by) {
    now.updateAndGet(each -> each.plus(by));
  }

  @Override
  public Instant instant() {
    return now.get();
  }
}
