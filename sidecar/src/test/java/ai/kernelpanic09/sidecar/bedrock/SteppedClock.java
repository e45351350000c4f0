package ai.kernelpanic09.sidecar.bedrock;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands where it is put, by any thread. */
final class SteppedClock extends Clock {

  private volatile Instant now;

  SteppedClock(Instant now) {
    this.now = now;
  }

  void put(Instant to) {
    now = to;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
