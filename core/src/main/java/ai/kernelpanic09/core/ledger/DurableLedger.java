package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in its durable form: the parts of an endpoint's status that one commit writes together.
 *
 * <p>Leases and rate slots are lines of text: a third of the size of objects, and still readable.
 */
public record DurableLedger(
    BudgetStatus budget, UsageStatus usage, List<Spender> spenders, List<String> pods) {

  public DurableLedger {
    spenders = List.copyOf(spenders);
    pods = List.copyOf(pods);
  }

  /**
   * Writes a state down, with the views that people read of the budgets that are open at {@code
   * nowMillis}.
   */
  public static DurableLedger of(LedgerState state, BudgetTerms terms, long nowMillis) {
    var usage = state.usage();
    return new DurableLedger(
        new BudgetStatus(
            state.epoch(),
            state.commitId(),
            daily(state, terms, nowMillis),
            monthly(state, terms, nowMillis),
            holders(open(state, nowMillis)),
            state.days().stream().map(DurableLedger::status).toList(),
            state.months().stream().map(DurableLedger::status).toList(),
            state.resets(),
            state.settlements(),
            requests(state),
            state.tokens().stream().map(LedgerLines::line).toList()),
        new UsageStatus(
            usage.invocations(),
            usage.inputTokens(),
            usage.outputTokens(),
            usage.cacheReadTokens(),
            usage.cacheWriteTokens(),
            state.costTotal()),
        state.spenders(),
        state.pods().stream().map(LedgerLines::line).toList());
  }

  /**
   * Reads a state back.
   *
   * @throws LedgerUnreadableException when its amounts of money can't be determined: such a ledger
   *     must not be used
   */
  public LedgerState toState() {
    return read().state();
  }

  /**
   * Reads a state back, with a sentence about each part that can't be read.
   *
   * @throws LedgerUnreadableException when its amounts of money can't be determined: such a ledger
   *     must not be used
   */
  public LedgerReading read() {
    return new LedgerReader().read(this);
  }

  private static @Nullable BudgetView daily(LedgerState state, BudgetTerms terms, long nowMillis) {
    var day = open(state, nowMillis);
    return day == null
        ? null
        : view(
            terms.daily(),
            day.use(),
            nullIfZero(day.estimated().minus(day.resolved().estimates())),
            day.startMillis(),
            day.endMillis());
  }

  private static @Nullable BudgetView monthly(
      LedgerState state, BudgetTerms terms, long nowMillis) {
    var open = open(state, nowMillis);
    if (open == null) {
      return null;
    }
    for (var month : state.months()) {
      if (month.id().equals(open.month())) {
        var use = state.monthUse(month.id());
        return view(terms.monthly(), use, null, month.startMillis(), month.endMillis());
      }
    }
    return null;
  }

  private static BudgetView view(
      @Nullable Money limit,
      BudgetUse use,
      @Nullable Money estimated,
      long startMillis,
      long endMillis) {
    return new BudgetView(
        limit,
        use.spent(),
        estimated,
        use.leased(),
        nullIfZero(use.unreachable()),
        use.writtenOff(),
        nullIfZero(use.unbilled()),
        nullIfZero(use.forgiven()),
        limit == null ? null : use.remaining(limit).minus(use.leased()).max(Money.ZERO),
        text(startMillis),
        text(endMillis));
  }

  private static long holders(@Nullable Day day) {
    return day == null
        ? 0
        : day.leases().stream().filter(lease -> lease.out().isPositive()).count();
  }

  /**
   * Null for zero, which leaves the amount out of the status; for amounts that are zero in almost
   * every ledger.
   */
  private static @Nullable Money nullIfZero(Money money) {
    return money.isPositive() ? money : null;
  }

  private static @Nullable Day open(LedgerState state, long nowMillis) {
    for (var day : state.days()) {
      if (day.isOpen(nowMillis)) {
        return day;
      }
    }
    return null;
  }

  private static BudgetStatus.WindowStatus status(Day day) {
    var resolved = day.resolved().equals(Resolved.NONE) ? null : day.resolved();
    return new BudgetStatus.WindowStatus(
        day.seq(),
        day.id(),
        day.month(),
        day.zone(),
        text(day.startMillis()),
        text(day.endMillis()),
        day.spent(),
        day.estimated(),
        resolved == null ? null : resolved.estimates(),
        resolved == null ? null : resolved.billed(),
        day.writtenOff(),
        nullIfZero(day.forgiven()),
        day.leased(),
        leaseLines(day));
  }

  /** The lines of a day's leases, then the lines that can't be read, unchanged. */
  private static List<String> leaseLines(Day day) {
    var lines = new ArrayList<String>();
    day.leases().forEach(lease -> lines.add(LedgerLines.line(lease)));
    var unread = day.unread();
    if (unread != null) {
      lines.addAll(unread.lines());
    }
    return lines;
  }

  private static BudgetStatus.MonthStatus status(Month month) {
    return new BudgetStatus.MonthStatus(
        month.id(),
        text(month.startMillis()),
        text(month.endMillis()),
        month.spent(),
        month.writtenOff(),
        nullIfZero(month.unbilled()),
        nullIfZero(month.forgiven()));
  }

  /** The lines of the shares and their pool, of the standing allowance, then those of the slots. */
  private static List<String> requests(LedgerState state) {
    var lines = new ArrayList<String>();
    var shares = state.shares();
    if (!shares.equals(RateShares.NONE)) {
      lines.add(LedgerLines.pool(shares));
    }
    shares.holders().forEach(share -> lines.add(LedgerLines.line(share)));
    state.standing().forEach(each -> lines.add(LedgerLines.line(each)));
    state.requests().forEach(slot -> lines.add(LedgerLines.line(slot)));
    return lines;
  }

  private static String text(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }
}
