package ai.kernelpanic09.webhook.body;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Memory that senders share. Where there is no more, whoever has most of it loses its oldest body
 * that nobody works on yet: those who fill the room make place for the others.
 */
public final class SharedRoom {

  private final long maxBytes;
  private final long maxBytesOfSender;
  private final Map<String, Sender> senders = new HashMap<>();
  private long taken;
  private long refused;

  /**
   * @param maxBytes of all senders together
   * @param maxBytesOfSender of one sender, however much is free
   */
  public SharedRoom(long maxBytes, long maxBytesOfSender) {
    this.maxBytes = maxBytes;
    this.maxBytesOfSender = maxBytesOfSender;
  }

  private static final class Sender {
    private long bytes;

    /** Places that can be revoked, the oldest first. */
    private final SequencedSet<Place> revocable = new LinkedHashSet<>();
  }

  /** The place of one body; to be closed. */
  final class Place {
    private final String sender;
    private final Runnable onRevoked;
    private long bytes;
    private boolean closed;

    private Place(String sender, Runnable onRevoked) {
      this.sender = sender;
      this.onRevoked = onRevoked;
    }

    /** Takes room for bytes that have come; returns false, and closes the place, if it can't. */
    boolean grow(long more) {
      var revoked = new ArrayList<Place>();
      try {
        return takeFor(this, more, revoked);
      } finally {
        revoked.forEach(each -> each.onRevoked.run());
      }
    }

    /** Keeps the place from being revoked; returns false when it has been. */
    boolean pin() {
      synchronized (SharedRoom.this) {
        var own = senders.get(sender);
        if (own != null) {
          own.revocable.remove(this);
        }
        return !closed;
      }
    }

    /** Lets the place be revoked again. */
    void unpin() {
      synchronized (SharedRoom.this) {
        var own = senders.get(sender);
        if (!closed && own != null) {
          own.revocable.add(this);
        }
      }
    }

    /** Gives back what it has taken. */
    void close() {
      give(this);
    }
  }

  /**
   * A place without bytes.
   *
   * @param onRevoked called when the place has been closed for another sender's, on that one's
   *     thread
   */
  Place open(String sender, Runnable onRevoked) {
    return new Place(sender, onRevoked);
  }

  /** Bytes that are taken. */
  public synchronized long taken() {
    return taken;
  }

  /** Bodies for which there was no room, since the start. */
  public synchronized long refused() {
    return refused;
  }

  private synchronized boolean takeFor(Place place, long more, List<Place> revoked) {
    if (place.closed) {
      return false;
    }
    var own = senders.computeIfAbsent(place.sender, key -> new Sender());
    own.revocable.add(place);
    var wanted = own.bytes + more;
    while (taken + more > maxBytes || wanted > maxBytesOfSender) {
      var victim = wanted > maxBytesOfSender ? Optional.<Place>empty() : oldestOfLargest(wanted);
      if (victim.isEmpty()) {
        refuse(place);
        return false;
      }
      revoked.add(victim.get());
      refuse(victim.get());
    }
    taken += more;
    own.bytes = wanted;
    place.bytes += more;
    return true;
  }

  private Optional<Place> oldestOfLargest(long moreThan) {
    return senders.values().stream()
        .filter(each -> each.bytes > moreThan && !each.revocable.isEmpty())
        .max(Comparator.comparingLong(each -> each.bytes))
        .map(each -> each.revocable.getFirst());
  }

  private void refuse(Place place) {
    refused++;
    give(place);
  }

  private synchronized void give(Place place) {
    if (place.closed) {
      return;
    }
    place.closed = true;
    taken -= place.bytes;
    var own = senders.get(place.sender);
    if (own == null) {
      return;
    }
    own.bytes -= place.bytes;
    own.revocable.remove(place);
    if (own.bytes == 0 && own.revocable.isEmpty()) {
      senders.remove(place.sender);
    }
  }
}
