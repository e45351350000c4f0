package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;

/**
 * Forecasts how many dollars the calls of one endpoint need, and decides how many to keep and to
 * ask for.
 */
final class DollarSupply {

  private static final long REFILL_SECONDS = 4;
  private static final double SMOOTHING_SECONDS = 10;

  /** Long enough that a pod that calls seldom still knows between two calls what it spends. */
  private static final double STEADY_SECONDS = 120;

  /** The state in which the last answer left this holder. */
  private enum Level {
    /** Too little for the next seconds: another request would bring no more. */
    LOW,
    /** Enough for the next seconds. */
    FILLED,
    /** Calls wait that the dollars of all its leases together can't pay for. */
    STARVED
  }

  private final Account account;
  private final SmoothedRate burn = new SmoothedRate(SMOOTHING_SECONDS);
  private final SmoothedRate steadyBurn = new SmoothedRate(STEADY_SECONDS);
  private final RecentPeak worst = new RecentPeak();

  /** Free dollars to keep at the next renewal; all of them before the first answer. */
  private Money keep = Money.ofNanoDollars(Long.MAX_VALUE);

  private Money askedWorst = Money.ZERO;
  private Level level = Level.LOW;

  DollarSupply(Account account) {
    this.account = account;
  }

  /** Notes the worst case of the call that is next in line. */
  void expect(Money worstOfCall, long nowNanos) {
    worst.note(worstOfCall, nowNanos);
  }

  void spent(Money cost, long nowNanos) {
    burn.add(cost.nanoDollars(), nowNanos);
    steadyBurn.add(cost.nanoDollars(), nowNanos);
  }

  /** What it spends: what it has spent lately, or over the last minutes if that is more. */
  Money burnPerSecond(long nowNanos) {
    return Money.ofNanoDollars((long) perSecond(nowNanos)).min(EndpointSync.MAX_PER_SECOND);
  }

  private double perSecond(long nowNanos) {
    return Math.max(burn.perSecond(nowNanos), steadyBurn.perSecond(nowNanos));
  }

  /** Whether calls wait that the dollars of all its leases together can't pay for. */
  boolean isStarved() {
    return level == Level.STARVED;
  }

  /**
   * Whether the dollars that the last answer brought are running low, or the operator wants back
   * what no call has set aside. If the answer brought too few to begin with, asking again would
   * bring no more.
   */
  boolean isWanted(long nowNanos) {
    return isRecalled(nowNanos)
        || (level == Level.FILLED && perSecond(nowNanos) >= 1 && isLow(nowNanos));
  }

  /**
   * How long {@link #isWanted}, which is false, stays so unless something changes: a lower bound in
   * nanoseconds, {@link Long#MAX_VALUE} for ever. In time spending fades, so that less is needed;
   * only a lease that begins has more to give back, and one that ends leaves less.
   */
  long quietNanos(long nowNanos) {
    return account.untilTurnNanos(nowNanos);
  }

  /**
   * Whether the operator wants back all that no call has set aside, as when a budget was lowered.
   * Calls that wait ask for their dollars anew.
   */
  private boolean isRecalled(long nowNanos) {
    return !keep.isPositive() && account.free(nowNanos).isPositive();
  }

  private boolean isLow(long nowNanos) {
    var low =
        Money.ofNanoDollars((long) perSecond(nowNanos))
            .times(REFILL_SECONDS)
            .plus(worst.value(nowNanos));
    return account.free(nowNanos).compareTo(low) < 0;
  }

  /**
   * Gives back the free dollars that are not to be kept.
   *
   * @return the worst case to ask for, in dollars
   */
  Money ask(CallLine.Needs needs, boolean draining, long nowNanos) {
    if (draining || isStarved() || isRecalled(nowNanos)) {
      account.giveBack(Money.ZERO, nowNanos);
    } else {
      account.giveBack(needs.isNone() ? keep : Money.ofNanoDollars(Long.MAX_VALUE), nowNanos);
    }
    askedWorst = needs.isNone() ? worst.value(nowNanos) : needs.worst();
    return askedWorst;
  }

  /** The worst case that the last request asked for, in dollars. */
  Money askedWorst() {
    return askedWorst;
  }

  /** Takes the amount to keep from an answer. */
  void keep(Money dollars) {
    keep = dollars;
  }

  /** Notes how an answer has left this holder; {@code waiting} if calls wait under known limits. */
  void answered(boolean waiting, long nowNanos) {
    if (waiting && account.free(nowNanos).compareTo(askedWorst) < 0) {
      level = Level.STARVED;
    } else {
      level = isLow(nowNanos) ? Level.LOW : Level.FILLED;
    }
  }
}
