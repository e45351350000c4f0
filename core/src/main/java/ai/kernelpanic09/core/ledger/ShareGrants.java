package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Shares a large limit out, so that busy holders need not ask for each call.
 *
 * <p>Nine tenths of a limit L flow evenly: into the buckets of busy holders, and the rest into a
 * pool of one-shot tokens. Making a share smaller frees nothing until the holder's next request
 * proves that it draws on the smaller share, or until its time is up. So any 60 seconds see at most
 * the flow of 60 s and of the 3 s for which one-shot tokens are valid (0.945 L), the level of the
 * pool (L/40) and the level of the buckets (L/50).
 */
final class ShareGrants {

  /** Limits up to this many requests per minute are kept exactly, by {@link RateGrants}. */
  static final long MAX_EXACT = 600;

  /** How long a holder may draw on its share without an answer of the operator. */
  static final long TTL_MILLIS = TimeUnit.MINUTES.toMillis(5);

  /**
   * The most by which the clocks of two leaders may differ, or those of a leader and a holder may
   * drift apart in five minutes.
   */
  static final long SKEW_MILLIS = 5_000;

  /** How long the demand of a holder without a share is remembered, so that others make room. */
  private static final long DEMAND_TTL_MILLIS = 20_000;

  /** Parts per token: a flow of one token per minute brings one part per millisecond. */
  private static final long PARTS = TimeUnit.MINUTES.toMillis(1);

  private static final long MAX_FILL_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final long POOL_PER_LIMIT = 40;

  /**
   * A bucket's depth is 1/36 of its share of a minute. A share of fewer requests has no room for a
   * whole call, so none is granted.
   */
  private static final long DEPTHS_PER_SHARE = 36;

  private static final int MAX_BUCKETS = 200;

  /** A process that lost its name, and its predecessor. */
  private static final int MAX_BUCKETS_OF_HOLDER = 2;

  private final List<RateShare> shares;
  private final RateShares before;
  private final List<Ask> asks;
  private final long nowMillis;

  ShareGrants(RateShares before, List<Ask> asks, long nowMillis) {
    this.before = before;
    this.asks = asks;
    this.nowMillis = nowMillis;
    shares = new ArrayList<>(before.holders());
    shares.removeIf(share -> share.expiresMillis() <= nowMillis);
  }

  /** The shares after a batch, and one grant for each ask. */
  record Result(RateShares next, List<RateGrant> grants) {}

  /**
   * Divides a limit.
   *
   * @param limit requests per minute
   * @param counted one-shot tokens that were issued while the limit was kept exactly, and still
   *     count
   */
  Result divide(long limit, long counted) {
    var flow = Math.max(0, limit * 9 / 10 - counted);
    var granted = shareOut(flow * 8 / 10);
    var level =
        Math.min(
            limit / POOL_PER_LIMIT * PARTS,
            before.poolParts()
                + Math.clamp(nowMillis - before.filledMillis(), 0, MAX_FILL_MILLIS)
                    * before.poolPerMinute());
    var issued = WaterFill.divide(level / PARTS, wishes(RateAsk::wanted));
    var taken = LongStream.of(issued).sum();
    var ahead = WaterFill.divide((level / PARTS - taken) / 2, wishes(RateAsk::ahead));
    taken += LongStream.of(ahead).sum();
    var poolFlow = Math.max(0, flow - shares.stream().mapToLong(RateShare::counted).sum());
    var lacking = lacking(issued, limit);
    var grants = new ArrayList<RateGrant>();
    for (var i = 0; i < issued.length; i++) {
      var missing = filledFor(lacking, lacking[i]) * PARTS - (level - taken * PARTS);
      grants.add(
          new RateGrant(
              0,
              issued[i] + ahead[i],
              RateGrants.VALID_MILLIS,
              lacking[i] > 0 ? retryAfterMillis(missing, poolFlow) : 0,
              bucket(granted[i])));
    }
    return new Result(next(taken, level - taken * PARTS, poolFlow), grants);
  }

  /** What each ask still wants; no more than a minute brings at all. */
  private long[] lacking(long[] issued, long limit) {
    var wanted = wishes(RateAsk::wanted);
    var lacking = new long[issued.length];
    for (var i = 0; i < lacking.length; i++) {
      lacking[i] = Math.min(wanted[i] - issued[i], limit);
    }
    return lacking;
  }

  /**
   * The tokens after which one that lacks {@code own} has them all, where those that lack more get
   * as many meanwhile: how much others want beyond that does not matter.
   */
  private static long filledFor(long[] lacking, long own) {
    return LongStream.of(lacking).map(each -> Math.min(each, own)).sum();
  }

  /** Ends all shares when the limit is not a large one. */
  RateShares end() {
    var _ = shareOut(0);
    shares.removeIf(share -> share.counted() == 0);
    if (shares.isEmpty() && before.isEmpty()) {
      return before;
    }
    return new RateShares(before.epoch(), shares, 0, 0, nowMillis);
  }

  /**
   * A pool that no holder drew from and whose flow is the same stays as it is, so that nothing has
   * to be written.
   */
  private RateShares next(long taken, long level, long poolFlow) {
    var unchanged = taken == 0 && poolFlow == before.poolPerMinute();
    return unchanged
        ? new RateShares(
            before.epoch(), shares, before.poolParts(), poolFlow, before.filledMillis())
        : new RateShares(before.epoch(), shares, level, poolFlow, nowMillis);
  }

  /** Brings the shares of asking holders to their fair part; returns the grant of each ask. */
  private long[] shareOut(long flow) {
    var held = new long[asks.size()];
    var old = new boolean[asks.size()];
    for (var i = 0; i < held.length; i++) {
      var ask = asks.get(i);
      var at = indexOf(ask);
      old[i] = at >= 0 && ask.seq() <= shares.get(at).seq();
      if (old[i]) {
        continue;
      }
      // The holder drops answers to requests before this one, so it draws on the share that it
      // names. A share that it was not granted is none: the answer takes it from the holder.
      var counted = at < 0 ? 0 : shares.get(at).counted();
      held[i] = Math.min(ask.sync().requests().heldPerMinute(), counted);
      put(at, ask, 0, held[i]);
    }
    var fair = WaterFill.divide(flow, shares.stream().mapToLong(ShareGrants::busyDemand).toArray());
    var granted = new long[asks.size()];
    var free = flow - shares.stream().mapToLong(RateShare::counted).sum();
    for (var i = 0; i < granted.length; i++) {
      var at = indexOf(asks.get(i));
      if (old[i]) {
        granted[i] = at < 0 ? 0 : shares.get(at).granted();
        continue;
      }
      var target = at < 0 ? 0 : fair[at];
      var grant = Math.min(target, held[i] + Math.max(0, free));
      granted[i] = grant < DEPTHS_PER_SHARE ? 0 : grant;
      free -= Math.max(0, granted[i] - held[i]);
      if (at >= 0) {
        put(at, asks.get(i), granted[i], Math.max(held[i], granted[i]));
      }
    }
    shares.removeIf(share -> share.counted() == 0 && busyDemand(share) == 0);
    return granted;
  }

  private void put(int at, Ask ask, long granted, long counted) {
    var share =
        new RateShare(
            ask.holder(),
            ask.incarnation(),
            ask.seq(),
            granted,
            counted,
            ask.sync().requests().demandPerMinute(),
            nowMillis + (counted > 0 ? TTL_MILLIS + SKEW_MILLIS : DEMAND_TTL_MILLIS));
    if (at >= 0) {
      shares.set(at, share);
    } else if (busyDemand(share) > 0 && hasRoom(ask.holder())) {
      shares.add(share);
    }
  }

  private boolean hasRoom(String holder) {
    return shares.size() < MAX_BUCKETS
        && shares.stream().filter(share -> share.holder().equals(holder)).count()
            < MAX_BUCKETS_OF_HOLDER;
  }

  private int indexOf(Ask ask) {
    for (var i = 0; i < shares.size(); i++) {
      var share = shares.get(i);
      if (share.holder().equals(ask.holder()) && share.incarnation().equals(ask.incarnation())) {
        return i;
      }
    }
    return -1;
  }

  private static long busyDemand(RateShare share) {
    return share.demand() < DEPTHS_PER_SHARE ? 0 : share.demand();
  }

  private long[] wishes(ToLongFunction<RateAsk> which) {
    return asks.stream().mapToLong(ask -> which.applyAsLong(ask.sync().requests())).toArray();
  }

  private static long retryAfterMillis(long missingParts, long poolFlow) {
    return poolFlow == 0
        ? PARTS
        : Math.clamp(Math.ceilDiv(missingParts, poolFlow), 1, MAX_FILL_MILLIS);
  }

  private static RateGrant.@Nullable Share bucket(long perMinute) {
    return perMinute == 0
        ? null
        : new RateGrant.Share(perMinute, perMinute / DEPTHS_PER_SHARE, TTL_MILLIS);
  }
}
