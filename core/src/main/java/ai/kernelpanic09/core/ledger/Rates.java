package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps an endpoint's rates: small limits, and all of model tokens, exactly; large ones shared. */
final class Rates {

  /** The coarsest slot, and a few hand-overs to leaders with other clocks. */
  private static final long MAX_AHEAD_MILLIS = 30_000;

  /** Owner of what was issued by another clock. */
  private static final String EARLIER = "earlier";

  /** Owner of what shares may have let through in the minute before they ended. */
  private static final String ENDED_SHARES = "shares";

  /**
   * A new leader's clock may be ahead of the old one's: what was issued by the old one counts for
   * so much longer.
   */
  static void handOver(Book book, long epoch, long nowMillis) {
    var shares = book.shares;
    if (shares.epoch() == epoch || book.hasNoRates()) {
      return;
    }
    var seconds = ShareGrants.SKEW_MILLIS / 1_000;
    restamp(book.requests, slot -> slot + seconds);
    restamp(book.tokens, slot -> slot + seconds);
    book.shares =
        new RateShares(
            epoch,
            shares.holders().stream().map(each -> each.later(ShareGrants.SKEW_MILLIS)).toList(),
            shares.poolParts(),
            shares.poolPerMinute(),
            nowMillis);
  }

  /**
   * What stands farther in the future than anything issued now was written by a clock that has gone
   * back since. It was issued in truth by now, so it counts from now.
   */
  static void forgetFuture(Book book, long nowMillis) {
    forgetFuture(book.requests, nowMillis);
    forgetFuture(book.tokens, nowMillis);
    var shares = book.shares;
    var longest = nowMillis + ShareGrants.TTL_MILLIS + MAX_AHEAD_MILLIS;
    if (shares.filledMillis() > nowMillis
        || shares.holders().stream().anyMatch(each -> each.expiresMillis() > longest)) {
      book.shares =
          new RateShares(
              shares.epoch(),
              shares.holders().stream()
                  .map(each -> each.later(Math.min(0, longest - each.expiresMillis())))
                  .toList(),
              shares.poolParts(),
              shares.poolPerMinute(),
              Math.min(shares.filledMillis(), nowMillis));
    }
  }

  private static void forgetFuture(List<RateSlot> slots, long nowMillis) {
    var last = Math.ceilDiv(nowMillis + MAX_AHEAD_MILLIS, 1_000L);
    if (slots.stream().anyMatch(slot -> slot.slot() > last)) {
      restamp(slots, slot -> Math.min(slot, last));
    }
  }

  /**
   * Lets slots count until another time. They belong to nobody then: holders name what they return
   * by the old one, and it must not be taken for a return of something else.
   */
  private static void restamp(List<RateSlot> slots, LongUnaryOperator time) {
    var kept = new ArrayList<RateSlot>();
    for (var slot : slots) {
      var until = time.applyAsLong(slot.slot());
      var at = until == slot.slot() ? -1 : RateGrants.indexOf(kept, EARLIER, until);
      if (until == slot.slot()) {
        kept.add(slot);
      } else if (at < 0) {
        kept.add(new RateSlot(EARLIER, until, slot.counted(), 0));
      } else {
        kept.set(at, new RateSlot(EARLIER, until, kept.get(at).issued() + slot.counted(), 0));
      }
    }
    slots.clear();
    slots.addAll(kept);
  }

  /** Grants requests to each ask; none at all where there is no limit. */
  static List<RateGrant> requests(
      Book book, @Nullable Long perMinute, List<Ask> asks, long nowMillis) {
    var shares = new ShareGrants(book.shares, asks, nowMillis);
    if (perMinute == null) {
      book.shares = new RateShares(book.shares.epoch(), List.of(), 0, 0, 0);
      return RateGrants.grant(book.requests, null, asks, EndpointSync::requests, nowMillis);
    }
    if (perMinute > ShareGrants.MAX_EXACT) {
      var result = shares.divide(perMinute, RateGrants.counted(book.requests, nowMillis));
      book.shares = result.next();
      return result.grants();
    }
    end(book, shares, nowMillis);
    // Who draws on a share still, may do so beside all that is issued.
    var drawn = Math.ceilDiv(book.shares.counted() * 37, 36L);
    return RateGrants.grant(
        book.requests, Math.max(0, perMinute - drawn), asks, EndpointSync::requests, nowMillis);
  }

  private static void end(Book book, ShareGrants shares, long nowMillis) {
    var before = book.shares;
    book.shares = shares.end();
    var flowed = before.counted() + before.poolPerMinute();
    if (before.poolPerMinute() > 0) {
      var slot = Math.ceilDiv(nowMillis, 1_000L);
      book.requests.add(new RateSlot(ENDED_SHARES, slot, flowed + flowed / 10, 0));
    }
  }

  static List<RateGrant> tokens(
      Book book, @Nullable Long perMinute, List<Ask> asks, long nowMillis) {
    return RateGrants.grant(book.tokens, perMinute, asks, EndpointSync::tokens, nowMillis);
  }

  /** Notes whose clock it was, as long as there is anything that it matters for. */
  static void seal(Book book, long epoch) {
    var shares = book.shares;
    book.shares =
        book.hasNoRates()
            ? RateShares.NONE
            : new RateShares(
                epoch,
                shares.holders(),
                shares.poolParts(),
                shares.poolPerMinute(),
                shares.filledMillis());
  }

  private Rates() {}
}
