package ai.kernelpanic09.simulator.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test can set ahead or back, to see sessions expire and windows pass. */
public final class ShiftedClock implements InstantSource {
  private final InstantSource base;
  private volatile Duration offset = Duration.ZERO;

  public ShiftedClock(InstantSource base) {
    this.base = base;
  }

  public void shift(Duration newOffset) {
    offset = newOffset;
  }

  @Override
  public Instant instant() {
    return base.instant().plus(offset);
  }
}
