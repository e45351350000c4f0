package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Grants an endpoint's rates: small limits of requests and all limits of model tokens exactly, see
 * {@link RateGrants}; large limits of requests by shares, see {@link ShareGrants}.
 */
final class RateLedger {

  /**
   * How far ahead of now a time may be: the longest slot (20 s), and two hand-overs to leaders
   * whose clocks are ahead by {@link ShareGrants#SKEW_MILLIS}.
   */
  private static final long MAX_AHEAD_MILLIS = 30_000;

  /** Stands for the holder of tokens whose slot was moved. */
  private static final String EARLIER = "earlier";

  /**
   * Stands for the holder of the requests that shares may have let through in the minute before
   * they ended.
   */
  private static final String ENDED_SHARES = "shares";

  /**
   * After a change of the leader, lets all tokens and shares count for {@link
   * ShareGrants#SKEW_MILLIS} longer, because the new leader's clock may be ahead of the old
   * leader's by as much.
   */
  static void handOver(LedgerDraft draft, long epoch, long nowMillis) {
    var shares = draft.shares;
    if (shares.epoch() == epoch || draft.hasNoRates()) {
      return;
    }
    var seconds = ShareGrants.SKEW_MILLIS / 1_000;
    restamp(draft.requests, slot -> slot + seconds);
    restamp(draft.tokens, slot -> slot + seconds);
    draft.standing =
        draft.standing.stream().map(each -> each.later(ShareGrants.SKEW_MILLIS)).toList();
    draft.shares =
        new RateShares(
            epoch,
            shares.holders().stream().map(each -> each.later(ShareGrants.SKEW_MILLIS)).toList(),
            shares.poolParts(),
            shares.poolPerMinute(),
            nowMillis);
  }

  /**
   * Moves times that are further ahead than any that could be written now back to the latest
   * possible one. They were written before the clock was set back, and would count for too long.
   */
  static void clampFuture(LedgerDraft draft, long nowMillis) {
    clampFuture(draft.requests, nowMillis);
    clampFuture(draft.tokens, nowMillis);
    var lastStanding = nowMillis + StandingGrants.TTL_MILLIS + MAX_AHEAD_MILLIS;
    draft.standing =
        draft.standing.stream()
            .map(each -> each.later(Math.min(0, lastStanding - each.expiresMillis())))
            .toList();
    var shares = draft.shares;
    var latest = nowMillis + ShareGrants.TTL_MILLIS + MAX_AHEAD_MILLIS;
    if (shares.filledMillis() > nowMillis
        || shares.holders().stream().anyMatch(each -> each.expiresMillis() > latest)) {
      draft.shares =
          new RateShares(
              shares.epoch(),
              shares.holders().stream()
                  .map(each -> each.later(Math.min(0, latest - each.expiresMillis())))
                  .toList(),
              shares.poolParts(),
              shares.poolPerMinute(),
              Math.min(shares.filledMillis(), nowMillis));
    }
  }

  private static void clampFuture(List<RateSlot> slots, long nowMillis) {
    var last = Math.ceilDiv(nowMillis + MAX_AHEAD_MILLIS, 1_000L);
    if (slots.stream().anyMatch(slot -> slot.slot() > last)) {
      restamp(slots, slot -> Math.min(slot, last));
    }
  }

  /**
   * Moves slots to another time. A moved slot belongs to no holder: holders return tokens by the
   * old slot, and such a return must not apply to other tokens.
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

  /**
   * One grant of requests for each ask; an empty list where there is no limit.
   *
   * @param standingPercent part of a small limit that holders hold ahead
   */
  static List<RateGrant> requests(
      LedgerDraft draft,
      @Nullable Long perMinute,
      int standingPercent,
      List<Ask> asks,
      long nowMillis) {
    var small = perMinute != null && perMinute <= ShareGrants.MAX_EXACT ? perMinute : 0L;
    var size = small * standingPercent / 100;
    var standing = new StandingGrants(draft.standing, size, asks, nowMillis);
    standing.settle(draft.requests);
    var grants = issued(draft, perMinute, standing.counted(), asks, nowMillis);
    var result = standing.grant(small - drawn(draft) - counted(draft) - standing.counted());
    draft.standing = result.next();
    var all = new ArrayList<RateGrant>();
    for (var i = 0; i < grants.size(); i++) {
      all.add(grants.get(i).with(result.grants().get(i)));
    }
    return all;
  }

  private static long counted(LedgerDraft draft) {
    return draft.requests.stream().mapToLong(RateSlot::counted).sum();
  }

  /** What holders still draw on ended shares, their buckets' depths (1/36) included. */
  private static long drawn(LedgerDraft draft) {
    return Math.ceilDiv(draft.shares.counted() * 37, 36L);
  }

  /** Grants without the standing allowance, of which {@code standing} tokens are out. */
  private static List<RateGrant> issued(
      LedgerDraft draft, @Nullable Long perMinute, long standing, List<Ask> asks, long nowMillis) {
    var shares = new ShareGrants(draft.shares, asks, nowMillis);
    if (perMinute == null) {
      draft.shares = new RateShares(draft.shares.epoch(), List.of(), 0, 0, 0);
      return RateGrants.grant(draft.requests, null, asks, EndpointSync::requests, nowMillis);
    }
    if (perMinute > ShareGrants.MAX_EXACT) {
      var result =
          shares.divide(perMinute, RateGrants.counted(draft.requests, nowMillis) + standing);
      draft.shares = result.next();
      return result.grants();
    }
    end(draft, shares, nowMillis);
    return RateGrants.grant(
        draft.requests,
        Math.max(0, perMinute - drawn(draft) - standing),
        asks,
        EndpointSync::requests,
        nowMillis);
  }

  private static void end(LedgerDraft draft, ShareGrants shares, long nowMillis) {
    var before = draft.shares;
    draft.shares = shares.end();
    var flowed = before.counted() + before.poolPerMinute();
    if (before.poolPerMinute() > 0) {
      var slot = Math.ceilDiv(nowMillis, 1_000L);
      draft.requests.add(new RateSlot(ENDED_SHARES, slot, flowed + flowed / 10, 0));
    }
  }

  /** One grant of model tokens for each ask; an empty list where there is no limit. */
  static List<RateGrant> tokens(
      LedgerDraft draft, @Nullable Long perMinute, List<Ask> asks, long nowMillis) {
    return RateGrants.grant(draft.tokens, perMinute, asks, EndpointSync::tokens, nowMillis);
  }

  /** Notes the leader whose clock wrote the rates, as long as there are any. */
  static void stampEpoch(LedgerDraft draft, long epoch) {
    var shares = draft.shares;
    draft.shares =
        draft.hasNoRates()
            ? RateShares.NONE
            : new RateShares(
                epoch,
                shares.holders(),
                shares.poolParts(),
                shares.poolPerMinute(),
                shares.filledMillis());
  }

  private RateLedger() {}
}
