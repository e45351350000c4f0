package ai.kernelpanic09.sidecar.surface;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Bounds the bytes of all requests that are being served together.
 *
 * <p>Bodies count as they come, not as they are announced, so that a slow sender takes little.
 * Large bodies could then all be half received and wait for each other. So a large body leaves room
 * for the missing bytes of the large bodies that began before it, as long as these keep coming; and
 * some room is left to small ones.
 */
final class BytesInFlight {

  private static final int MAX_WAITING = 32;

  /** One source of several may have one part in this many of the bodies that wait. */
  private static final int PART_FOR_A_SOURCE = 4;

  /** One part in this many is not open to large bodies. */
  private static final int PART_FOR_SMALL = 8;

  private static final long BESIDE_A_BODY = 64 << 10;

  /** One part in this many is open to callers that have to be heard before they are checked. */
  private static final int PART_FOR_UNKNOWN = 8;

  private final long max;
  private final SequencedSet<Incoming> incoming = new LinkedHashSet<>();
  private final SequencedSet<Incoming> waiting = new LinkedHashSet<>();
  private long held;

  /** The part of {@link #held} of callers that are not known. */
  private long unknown;

  BytesInFlight(long max) {
    this.max = max;
  }

  /** The largest body that finds room when {@code max} bytes may be in flight. */
  static long maxBodyBytes(long max) {
    return max - max / PART_FOR_SMALL - BESIDE_A_BODY;
  }

  /** The most bytes of callers that are not known, when {@code max} bytes may be in flight. */
  static long maxUnknownBytes(long max) {
    return max / PART_FOR_UNKNOWN;
  }

  /** A large body that is being received. */
  interface Incoming {

    /** Bytes that it still needs; 0 when its sender has stopped sending, or sends too slowly. */
    long missing();

    /** The share of the source that it comes from. */
    SourceShare share();

    /** Tries to find room again. Returns whether the body need not wait any more. */
    boolean tryAgain();
  }

  /** Takes bytes for anything but a large body; false when there is no room. */
  boolean take(long bytes) {
    return takeWithin(max, bytes);
  }

  /** Takes bytes that have come of a large body; false when there is no room. */
  boolean take(Incoming body, long bytes) {
    return takeWithin(max - max / PART_FOR_SMALL - missingBefore(body), bytes);
  }

  private boolean takeWithin(long bound, long bytes) {
    if (held + bytes > bound) {
      return false;
    }
    held += bytes;
    return true;
  }

  private long missingBefore(Incoming body) {
    incoming.forEach(each -> each.share().resetClaims());
    var missing = 0L;
    for (var each : incoming) {
      if (each.equals(body) || missing > max) {
        break;
      }
      missing += each.share().claim(each.missing(), free());
    }
    return missing;
  }

  /** Bytes that nobody has. */
  long free() {
    return max - held;
  }

  /** Whether callers that are not known may take so much more. */
  boolean isOpenToUnknown(long bytes) {
    return unknown + bytes <= maxUnknownBytes(max);
  }

  /** Counts bytes that have been taken to the callers that are not known. */
  void countUnknown(long bytes) {
    unknown += bytes;
  }

  /** Notes that bytes were given back, or that their caller has become known. */
  void forgetUnknown(long bytes) {
    unknown -= bytes;
    wake();
  }

  void giveBack(long bytes) {
    held -= bytes;
    wake();
  }

  /** Notes that a large body begins to come. */
  void begins(Incoming body) {
    incoming.add(body);
  }

  /** Notes that a large body is complete or has been given up. */
  void ends(Incoming body) {
    waiting.remove(body);
    if (incoming.remove(body)) {
      wake();
    }
  }

  /** Lets a body wait until there is room; false when too many wait already. */
  boolean await(Incoming body) {
    var share = body.share();
    var ofShare = waiting.stream().filter(each -> each.share().equals(share)).count();
    return waiting.size() < MAX_WAITING
        && (!share.isBounded() || ofShare < MAX_WAITING / PART_FOR_A_SOURCE)
        && waiting.add(body);
  }

  /** Notes that a waiting body has found room by itself. */
  void stopsWaiting(Incoming body) {
    waiting.remove(body);
  }

  private void wake() {
    if (waiting.isEmpty()) {
      return;
    }
    for (var each : List.copyOf(waiting)) {
      if (waiting.contains(each) && each.tryAgain()) {
        waiting.remove(each);
      }
    }
  }
}
