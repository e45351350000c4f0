package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.call.Held;

/** One request's share of the bytes in flight. Owned by the event loop. */
final class RequestMemory implements Held {

  private final BytesInFlight inFlight;
  private final Runnable over;
  private long bytes;
  private int users = 1;
  private boolean freed;

  /**
   * @param over runs when the last user has let go
   */
  RequestMemory(BytesInFlight inFlight, Runnable over) {
    this.inFlight = inFlight;
    this.over = over;
  }

  @Override
  public boolean more(long wanted) {
    if (freed || !inFlight.take(wanted)) {
      return false;
    }
    bytes += wanted;
    return true;
  }

  /** Does the same for bytes of a large body, as they come. */
  boolean more(BytesInFlight.Incoming body, long wanted) {
    if (freed || !inFlight.take(body, wanted)) {
      return false;
    }
    bytes += wanted;
    return true;
  }

  @Override
  public void share() {
    users++;
  }

  @Override
  public void letGo() {
    if (--users == 0 && !freed) {
      freed = true;
      over.run();
      inFlight.giveBack(bytes);
    }
  }
}
