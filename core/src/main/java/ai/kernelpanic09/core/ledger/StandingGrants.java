package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands a part of a small limit out ahead of need, so that active holders go on for a minute
 * without an operator.
 *
 * <p>A token counts against the limit from its grant until a minute after its use: while it may
 * still be used, for a minute after its time is up, and from the report of its use on as if it were
 * issued then. So no 60 seconds see more than the limit.
 */
final class StandingGrants {

  /** How long a holder may use its tokens without an answer of the operator. */
  static final long TTL_MILLIS = TimeUnit.SECONDS.toMillis(90);

  /**
   * A time that is up earlier than this is put off. It is not put off with each request, because
   * each change is a write.
   */
  private static final long SHORT_MILLIS = TimeUnit.SECONDS.toMillis(75);

  private static final long WINDOW_MILLIS = TimeUnit.MINUTES.toMillis(1);

  /** Stands for the holder of tokens whose use was reported. */
  private static final String USED = "standing";

  /** The processes of one pod that may hold tokens: one that has just ended, and its followers. */
  private static final int MAX_OF_HOLDER = 4;

  /** Most holders that are remembered while they wait for tokens. */
  private static final int MAX_WITHOUT = 50;

  private final List<StandingTokens> all;
  private final long size;
  private final List<Ask> asks;
  private final long nowMillis;

  /** For each ask whether its request was answered before. */
  private final boolean[] old;

  /**
   * @param size tokens of the whole allowance
   */
  StandingGrants(List<StandingTokens> before, long size, List<Ask> asks, long nowMillis) {
    this.size = size;
    all = new ArrayList<>(before);
    all.removeIf(each -> each.expiresMillis() + WINDOW_MILLIS <= nowMillis);
    this.asks = asks;
    this.nowMillis = nowMillis;
    old = new boolean[asks.size()];
  }

  /** The allowance after a batch, and for each ask its part; null for an ask without a report. */
  record Result(List<StandingTokens> next, List<RateGrant.@Nullable Standing> grants) {}

  /** Takes the reports, and counts the tokens that were used in {@code slots} from now on. */
  void settle(List<RateSlot> slots) {
    for (var i = 0; i < old.length; i++) {
      var ask = asks.get(i);
      var report = ask.sync().requests().standing();
      if (report == null) {
        continue;
      }
      var at = indexOf(ask, report);
      if (at < 0 && !hasRoom(ask.holder())) {
        continue;
      }
      var known = at < 0 ? first(ask, report) : all.get(at);
      old[i] = at >= 0 && ask.seq() <= known.seq();
      if (old[i]) {
        continue;
      }
      if (report.used() + report.returned() > known.granted()) {
        // An earlier ledger granted more. All that this one knows of is used or given back.
        RateGrants.count(slots, USED, known.out(), nowMillis);
        known = first(ask, report);
      }
      var used = Math.min(known.out(), Math.max(0, report.used() - known.used()));
      var back = Math.min(known.out() - used, Math.max(0, report.returned() - known.returned()));
      RateGrants.count(slots, USED, used, nowMillis);
      var next =
          new StandingTokens(
              known.holder(),
              known.incarnation(),
              known.born(),
              ask.seq(),
              known.granted(),
              known.used() + used,
              known.returned() + back,
              Math.min(size, report.wanted()),
              known.expiresMillis());
      if (at >= 0) {
        all.set(at, next);
      } else {
        all.add(next);
      }
    }
  }

  /**
   * What the ledger knows of a process that it does not know: nothing that it reports to have used
   * was granted here.
   */
  private static StandingTokens first(Ask ask, RateAsk.Standing report) {
    return new StandingTokens(
        ask.holder(),
        ask.incarnation(),
        report.born(),
        0,
        report.used() + report.returned(),
        report.used(),
        report.returned(),
        0,
        0);
  }

  /** Tokens that may still be used, or may have been used in the last minute unreported. */
  long counted() {
    return all.stream().mapToLong(StandingTokens::out).sum();
  }

  /**
   * Grants tokens.
   *
   * @param free tokens of the limit that nobody holds or has used
   */
  Result grant(long free) {
    var fair =
        WaterFill.divide(
            size, all.stream().mapToLong(each -> isLive(each) ? each.wished() : 0).toArray());
    var left = Math.min(free, size - counted());
    var grants = new ArrayList<RateGrant.@Nullable Standing>();
    for (var i = 0; i < old.length; i++) {
      var report = asks.get(i).sync().requests().standing();
      var at = report == null ? -1 : indexOf(asks.get(i), report);
      if (at < 0) {
        grants.add(null);
        continue;
      }
      var each = all.get(at);
      var added = old[i] ? 0 : Math.clamp(fair[at] - each.out(), 0, Math.max(0, left));
      left -= added;
      var next = old[i] ? each : granted(each, added);
      all.set(at, next);
      grants.add(
          new RateGrant.Standing(
              next.granted(), fair[at], Math.max(0, next.expiresMillis() - nowMillis)));
    }
    return new Result(kept(), grants);
  }

  private StandingTokens granted(StandingTokens each, long added) {
    var expires =
        each.expiresMillis() - nowMillis < SHORT_MILLIS
                && (each.out() + added > 0 || each.wished() > 0)
            ? nowMillis + TTL_MILLIS
            : each.expiresMillis();
    return new StandingTokens(
        each.holder(),
        each.incarnation(),
        each.born(),
        each.seq(),
        each.granted() + added,
        each.used(),
        each.returned(),
        each.wished(),
        expires);
  }

  /** Whether it asks now, or has asked lately. */
  private boolean isLive(StandingTokens each) {
    return each.expiresMillis() > nowMillis || asks.stream().anyMatch(ask -> isOf(each, ask));
  }

  /** Without holders that have no tokens and wish for none, and without too many that have none. */
  private List<StandingTokens> kept() {
    var kept = new ArrayList<StandingTokens>();
    var without = 0;
    for (var each : all) {
      var waits = each.out() == 0 && each.wished() > 0 && each.expiresMillis() > nowMillis;
      if (each.out() > 0 || (waits && without < MAX_WITHOUT)) {
        kept.add(each);
        without += waits ? 1 : 0;
      }
    }
    return kept;
  }

  private boolean hasRoom(String holder) {
    return all.stream().filter(each -> each.holder().equals(holder)).count() < MAX_OF_HOLDER;
  }

  private int indexOf(Ask ask, RateAsk.Standing report) {
    for (var i = 0; i < all.size(); i++) {
      if (isOf(all.get(i), ask) && all.get(i).born() == report.born()) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isOf(StandingTokens each, Ask ask) {
    return each.holder().equals(ask.holder()) && each.incarnation().equals(ask.incarnation());
  }
}
