package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An exact sliding window over all holders: tokens issued in the last 63 s (a minute and their
 * validity), less those that came back unused, never exceed the limit. So no 60 seconds see more
 * than the limit, and a burst of the whole limit passes.
 */
final class RateGrants {

  /** How long a token may be used, from the moment at which its holder sent the request. */
  static final long VALID_MILLIS = 3_000;

  private static final long WINDOW_MILLIS = 60_000;

  // A slot is a line of some 60 bytes in the endpoint's status.
  private static final int FEW_SLOTS = 200;
  private static final int MANY_SLOTS = 400;
  private static final int MAX_SLOTS = 1_000;

  /**
   * Issues tokens.
   *
   * @param slots recent slots; changed in place
   * @param perMinute the limit; null for none
   * @param part selects the asks for one kind of tokens
   * @return one grant for each ask; an empty list where there is no limit
   */
  static List<RateGrant> grant(
      List<RateSlot> slots,
      @Nullable Long perMinute,
      List<Ask> asks,
      Function<EndpointSync, RateAsk> part,
      long nowMillis) {
    slots.removeIf(slot -> expiresMillis(slot) <= nowMillis);
    asks.forEach(ask -> settle(slots, ask.holder(), part.apply(ask.sync()).returned()));
    // A slot that counts nothing stays until its end: more tokens may be issued in it, and then the
    // holder's totals of the slot continue.
    slots.removeIf(slot -> slot.counted() == 0 && slot.slot() * 1_000 < nowMillis);
    if (perMinute == null) {
      return List.of();
    }
    var counted = slots.stream().mapToLong(RateSlot::counted).sum();
    var wishes = asks.stream().map(ask -> part.apply(ask.sync())).toList();
    var slot = slotAt(slots.size(), nowMillis);
    var room = new boolean[wishes.size()];
    var lines = slots.size();
    for (var i = 0; i < room.length; i++) {
      room[i] = indexOf(slots, asks.get(i).holder(), slot) >= 0 || lines++ < MAX_SLOTS;
    }
    var issued = forCallsThatWait(wishes, room, perMinute - counted);
    // Tokens are issued only for calls that wait: each idle token of a small limit is a call that
    // another holder can't make, and a burst of the whole limit must pass.
    for (var i = 0; i < issued.length; i++) {
      issue(slots, asks.get(i).holder(), slot, issued[i]);
    }
    var grants = new ArrayList<RateGrant>(issued.length);
    for (var i = 0; i < issued.length; i++) {
      var lacking = Math.min(wishes.get(i).wanted() - issued[i], perMinute);
      var retry = lacking <= 0 ? 0 : retryAfterMillis(slots, perMinute, lacking, nowMillis);
      grants.add(new RateGrant(slot, issued[i], VALID_MILLIS, retry));
    }
    return grants;
  }

  /** Tokens that may have been used in the last minute, or may be used now; drops older slots. */
  static long counted(List<RateSlot> slots, long nowMillis) {
    slots.removeIf(slot -> expiresMillis(slot) <= nowMillis);
    return slots.stream().mapToLong(RateSlot::counted).sum();
  }

  private static long[] forCallsThatWait(List<RateAsk> wishes, boolean[] room, long free) {
    var issued = WaterFill.divide(free, wanted(wishes, room));
    var left = free;
    for (var i = 0; i < issued.length; i++) {
      issued[i] = room[i] ? usable(issued[i], wishes.get(i).least(), left) : 0;
      left -= issued[i];
    }
    return issued;
  }

  private static long[] wanted(List<RateAsk> wishes, boolean[] room) {
    var amounts = new long[wishes.size()];
    for (var i = 0; i < amounts.length; i++) {
      amounts[i] = room[i] ? wishes.get(i).wanted() : 0;
    }
    return amounts;
  }

  /**
   * The slot for tokens issued now. It ends now or later, and is longer the more slots there are,
   * so that the ledger stays small. A later end is safe: the tokens only count for longer.
   */
  private static long slotAt(int slots, long nowMillis) {
    var seconds = slots < FEW_SLOTS ? 1 : slots < MANY_SLOTS ? 5 : 20;
    return Math.ceilDiv(nowMillis, seconds * 1_000L) * seconds;
  }

  static int indexOf(List<RateSlot> slots, String holder, long slot) {
    for (var i = 0; i < slots.size(); i++) {
      if (slots.get(i).slot() == slot && slots.get(i).holder().equals(holder)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * {@code share} if it serves a call; else the {@code minUsable} tokens that one call needs if
   * {@code left} has them, or nothing.
   */
  private static long usable(long share, long minUsable, long left) {
    if (Math.min(share, left) >= minUsable) {
      return Math.max(0, Math.min(share, left));
    }
    return minUsable <= left ? minUsable : 0;
  }

  /** Books the returns of one holder by maximum. */
  private static void settle(
      List<RateSlot> slots, String holder, List<RateAsk.SlotReturn> returned) {
    if (returned.isEmpty()) {
      return;
    }
    var back = new HashMap<Long, Long>();
    returned.forEach(each -> back.merge(each.slot(), each.amount(), Math::max));
    slots.replaceAll(
        slot ->
            slot.holder().equals(holder)
                ? slot.withReturned(back.getOrDefault(slot.slot(), 0L))
                : slot);
  }

  /** Counts tokens of {@code holder} that were used until now, as if they were issued now. */
  static void count(List<RateSlot> slots, String holder, long amount, long nowMillis) {
    issue(slots, holder, slotAt(slots.size(), nowMillis), amount);
  }

  private static void issue(List<RateSlot> slots, String holder, long slot, long amount) {
    if (amount == 0) {
      return;
    }
    var at = indexOf(slots, holder, slot);
    if (at >= 0) {
      var each = slots.get(at);
      slots.set(at, new RateSlot(holder, slot, each.issued() + amount, each.returned()));
      return;
    }
    slots.add(new RateSlot(holder, slot, amount, 0));
  }

  /** Time until {@code lacking} tokens are free, if no other holder takes them. */
  private static long retryAfterMillis(
      List<RateSlot> slots, long perMinute, long lacking, long nowMillis) {
    var free = perMinute - slots.stream().mapToLong(RateSlot::counted).sum();
    for (var slot : slots.stream().sorted(Comparator.comparingLong(RateSlot::slot)).toList()) {
      free += slot.counted();
      if (free >= lacking) {
        return expiresMillis(slot) - nowMillis;
      }
    }
    return WINDOW_MILLIS;
  }

  private static long expiresMillis(RateSlot slot) {
    return slot.slot() * 1_000 + WINDOW_MILLIS + VALID_MILLIS;
  }

  private RateGrants() {}
}
