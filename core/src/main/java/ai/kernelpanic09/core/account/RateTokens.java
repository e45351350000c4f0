package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One-shot rate tokens in a holder's hands. Each can be used once until it expires; unused ones are
 * returned.
 */
final class RateTokens {

  /**
   * How long after the request the ledger may remember a slot; later there is no point in returning
   * its tokens.
   */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(110);

  private final List<Slot> slots = new ArrayList<>();

  private static final class Slot {
    final long slot;
    final long expiresNanos;
    final long forgetNanos;
    long unused;
    long returned;

    Slot(RateGrant grant, long sentNanos) {
      slot = grant.slot();
      unused = grant.amount();
      expiresNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(grant.validMillis());
      forgetNanos = sentNanos + REMEMBERED_NANOS;
    }
  }

  /** Tokens taken for one call, by the slot they came from. */
  static final class Taken {
    private final List<Slot> slots = new ArrayList<>(1);
    private final List<Long> amounts = new ArrayList<>(1);
  }

  void add(RateGrant grant, long sentNanos) {
    if (grant.amount() > 0) {
      slots.add(new Slot(grant, sentNanos));
    }
  }

  /** Takes {@code amount} tokens, oldest first; they must be {@link #available}. */
  Taken take(long amount, long nowNanos) {
    expire(nowNanos);
    var taken = new Taken();
    var left = amount;
    for (var slot : slots) {
      var part = Math.min(left, slot.unused);
      if (part > 0) {
        slot.unused -= part;
        left -= part;
        taken.slots.add(slot);
        taken.amounts.add(part);
      }
    }
    return taken;
  }

  /** Gives back {@code amount} of the taken tokens, which the call did not use. */
  void release(Taken taken, long amount) {
    var left = amount;
    for (var i = 0; i < taken.slots.size() && left > 0; i++) {
      var part = Math.min(left, taken.amounts.get(i));
      taken.slots.get(i).returned += part;
      taken.amounts.set(i, taken.amounts.get(i) - part);
      left -= part;
    }
  }

  long available(long nowNanos) {
    expire(nowNanos);
    var sum = 0L;
    for (var slot : slots) {
      sum += slot.unused;
    }
    return sum;
  }

  /** Nanoseconds until tokens that are available expire; {@link Long#MAX_VALUE} without any. */
  long untilExpiryNanos(long nowNanos) {
    expire(nowNanos);
    var until = Long.MAX_VALUE;
    for (var slot : slots) {
      if (slot.unused > 0) {
        until = Math.min(until, slot.expiresNanos - nowNanos);
      }
    }
    return until;
  }

  /** Totals of returned tokens by slot, for the report to the ledger. */
  List<RateAsk.SlotReturn> returned() {
    var returned = new ArrayList<RateAsk.SlotReturn>();
    for (var slot : slots) {
      if (slot.returned > 0) {
        addReturn(returned, slot);
      }
    }
    return returned;
  }

  /** Marks all unused tokens as returned, and reports them as {@link #returned} does. */
  List<RateAsk.SlotReturn> returnAll(long nowNanos) {
    expire(nowNanos);
    for (var slot : slots) {
      slot.returned += slot.unused;
      slot.unused = 0;
    }
    return returned();
  }

  /** Several answers may fall into one slot of the ledger: their returns add up. */
  private static void addReturn(List<RateAsk.SlotReturn> returned, Slot slot) {
    for (var i = 0; i < returned.size(); i++) {
      if (returned.get(i).slot() == slot.slot) {
        returned.set(
            i, new RateAsk.SlotReturn(slot.slot, returned.get(i).amount() + slot.returned));
        return;
      }
    }
    returned.add(new RateAsk.SlotReturn(slot.slot, slot.returned));
  }

  private void expire(long nowNanos) {
    for (var slot : slots) {
      if (slot.expiresNanos - nowNanos <= 0) {
        slot.returned += slot.unused;
        slot.unused = 0;
      }
    }
    slots.removeIf(slot -> slot.forgetNanos - nowNanos <= 0);
  }
}
