package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An exact sliding window over all holders: tokens issued in the last 60 s and their validity, less
 * those that came back unused, never exceed the limit. So no 60 seconds see more than the limit,
 * and full bursts work.
 */
final class RateGrants {

  /** How long a token serves, from the moment at which its holder asked. */
  static final long VALID_MILLIS = 3_000;

  private static final long WINDOW_MILLIS = 60_000;

  /** Issues tokens, and answers one grant for each ask; none at all where there is no limit. */
  static List<RateGrant> grant(
      List<RateSlot> slots,
      @Nullable Long perMinute,
      List<Ask> asks,
      Function<EndpointSync, RateAsk> part,
      long nowMillis) {
    slots.removeIf(slot -> expiresMillis(slot) <= nowMillis);
    for (var ask : asks) {
      for (var back : part.apply(ask.sync()).returned()) {
        slots.replaceAll(slot -> settle(slot, ask.holder(), back));
      }
    }
    // While more can be issued in its second a slot stays, for the holder's totals go on.
    slots.removeIf(slot -> slot.counted() == 0 && slot.slot() * 1_000 < nowMillis);
    if (perMinute == null) {
      return List.of();
    }
    var counted = slots.stream().mapToLong(RateSlot::counted).sum();
    var wanted = asks.stream().mapToLong(ask -> part.apply(ask.sync()).wanted()).toArray();
    var issued = WaterFill.divide(perMinute - counted, wanted);
    var left = perMinute - counted;
    for (var i = 0; i < issued.length; i++) {
      issued[i] = usable(issued[i], part.apply(asks.get(i).sync()).least(), left);
      left -= issued[i];
    }
    var slot = Math.ceilDiv(nowMillis, 1_000L);
    var grants = new ArrayList<RateGrant>(issued.length);
    for (var i = 0; i < issued.length; i++) {
      issue(slots, asks.get(i).holder(), slot, issued[i]);
    }
    for (var i = 0; i < issued.length; i++) {
      var lacking = Math.min(wanted[i] - issued[i], perMinute);
      var retry = lacking <= 0 ? 0 : retryAfterMillis(slots, perMinute, lacking, nowMillis);
      grants.add(new RateGrant(slot, issued[i], VALID_MILLIS, retry));
    }
    return grants;
  }

  /** A share that serves no call would only lie idle: then all that one call needs, or nothing. */
  private static long usable(long share, long least, long left) {
    if (Math.min(share, left) >= least) {
      return Math.max(0, Math.min(share, left));
    }
    return least <= left ? least : 0;
  }

  private static RateSlot settle(RateSlot slot, String holder, RateAsk.SlotReturn back) {
    return slot.holder().equals(holder) && slot.slot() == back.slot()
        ? new RateSlot(
            holder,
            slot.slot(),
            slot.issued(),
            Math.min(slot.issued(), Math.max(slot.returned(), back.amount())))
        : slot;
  }

  private static void issue(List<RateSlot> slots, String holder, long slot, long amount) {
    if (amount == 0) {
      return;
    }
    for (var i = 0; i < slots.size(); i++) {
      var each = slots.get(i);
      if (each.slot() == slot && each.holder().equals(holder)) {
        slots.set(i, new RateSlot(holder, slot, each.issued() + amount, each.returned()));
        return;
      }
    }
    slots.add(new RateSlot(holder, slot, amount, 0));
  }

  /** Until so many tokens are free, if nobody else takes them. */
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
