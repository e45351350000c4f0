package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.call.Held;
import java.util.function.BooleanSupplier;

/** One request's share of the bytes in flight. Owned by the event loop. */
final class RequestMemory implements Held {

  private final BytesInFlight inFlight;
  private final SourceShare share;
  private final Runnable over;
  private long bytes;

  /** Whether its caller is not known, so that its bytes count among those of such callers. */
  private boolean unknown;

  private long unknownBytes;
  private int users = 1;
  private boolean freed;

  /**
   * @param share of the request's source
   * @param over runs when the last user has let go
   */
  RequestMemory(BytesInFlight inFlight, SourceShare share, Runnable over) {
    this.inFlight = inFlight;
    this.share = share;
    this.over = over;
  }

  @Override
  public boolean more(long wanted) {
    return more(wanted, () -> inFlight.take(wanted));
  }

  /** Does the same for bytes of a large body, as they come. */
  boolean more(BytesInFlight.Incoming body, long wanted) {
    return more(wanted, () -> inFlight.take(body, wanted));
  }

  private boolean more(long wanted, BooleanSupplier take) {
    if (freed
        || (unknown && !inFlight.isOpenToUnknown(wanted))
        || !share.mayTake(wanted, inFlight.free())
        || !take.getAsBoolean()) {
      return false;
    }
    bytes += wanted;
    share.takes(wanted);
    if (unknown) {
      count(wanted);
    }
    return true;
  }

  /**
   * Counts it among those of callers that are not known, until its own is.
   *
   * @param held bytes that are held already
   * @return false when these hold too many
   */
  boolean unknown(long held) {
    unknown = inFlight.isOpenToUnknown(held);
    if (unknown) {
      count(held);
    }
    return unknown;
  }

  private void count(long taken) {
    unknownBytes += taken;
    inFlight.countUnknown(taken);
  }

  /** The share of the request's source. */
  SourceShare source() {
    return share;
  }

  /** Notes that its caller is known. */
  void known() {
    if (unknown) {
      unknown = false;
      inFlight.forgetUnknown(unknownBytes);
    }
  }

  @Override
  public void share() {
    users++;
  }

  @Override
  public void letGo() {
    if (--users == 0 && !freed) {
      freed = true;
      known();
      share.givesBack(bytes);
      over.run();
      inFlight.giveBack(bytes);
    }
  }
}
