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
   * Writes a state down, with the budgets of the window that is open at {@code nowMillis} as people
   * read them.
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
            state.windows().stream().map(DurableLedger::status).toList(),
            state.months().stream().map(DurableLedger::status).toList(),
            state.resets(),
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
   * @throws LedgerUnreadableException when its money can't be told; the ledger must not be used
   *     then
   */
  public LedgerState toState() {
    return read().state();
  }

  /**
   * Reads a state back, and tells what of it can't be read.
   *
   * @throws LedgerUnreadableException when its money can't be told; the ledger must not be used
   *     then
   */
  public LedgerReading read() {
    return new LedgerReader().read(this);
  }

  private static @Nullable BudgetView daily(LedgerState state, BudgetTerms terms, long nowMillis) {
    var window = open(state, nowMillis);
    return window == null
        ? null
        : view(
            terms.daily(),
            window.spent(),
            window.leased(),
            unreachable(window),
            window.writtenOff(),
            window.forgiven(),
            window.startMillis(),
            window.endMillis());
  }

  private static @Nullable BudgetView monthly(
      LedgerState state, BudgetTerms terms, long nowMillis) {
    var open = open(state, nowMillis);
    if (open == null) {
      return null;
    }
    for (var month : state.months()) {
      if (month.id().equals(open.month())) {
        var spent = month.spent();
        var leased = Money.ZERO;
        var unreachable = Money.ZERO;
        var writtenOff = month.writtenOff();
        for (var window : state.windows()) {
          if (window.month().equals(month.id())) {
            spent = spent.plus(window.spent());
            leased = leased.plus(window.leased());
            unreachable = unreachable.plus(unreachable(window));
            writtenOff = writtenOff.plus(window.writtenOff());
          }
        }
        return view(
            terms.monthly(),
            spent,
            leased,
            unreachable,
            writtenOff,
            month.forgiven(),
            month.startMillis(),
            month.endMillis());
      }
    }
    return null;
  }

  private static BudgetView view(
      @Nullable Money limit,
      Money spent,
      Money leased,
      Money unreachable,
      Money writtenOff,
      Money forgiven,
      long startMillis,
      long endMillis) {
    var available =
        limit == null
            ? null
            : limit.plus(forgiven).minus(spent).minus(leased).minus(writtenOff).max(Money.ZERO);
    return new BudgetView(
        limit,
        spent,
        leased,
        positive(unreachable),
        writtenOff,
        positive(forgiven),
        available,
        text(startMillis),
        text(endMillis));
  }

  private static long holders(@Nullable Window window) {
    return window == null
        ? 0
        : window.leases().stream().filter(lease -> lease.out().isPositive()).count();
  }

  private static Money unreachable(Window window) {
    return window.leases().stream()
        .filter(Lease::dead)
        .map(Lease::out)
        .reduce(Money.ZERO, Money::plus);
  }

  /** What is mostly nothing is not told then. */
  private static @Nullable Money positive(Money money) {
    return money.isPositive() ? money : null;
  }

  private static @Nullable Window open(LedgerState state, long nowMillis) {
    for (var window : state.windows()) {
      if (window.isOpen(nowMillis)) {
        return window;
      }
    }
    return null;
  }

  private static BudgetStatus.WindowStatus status(Window window) {
    return new BudgetStatus.WindowStatus(
        window.seq(),
        window.id(),
        window.month(),
        window.zone(),
        text(window.startMillis()),
        text(window.endMillis()),
        window.spent(),
        window.estimated(),
        window.writtenOff(),
        positive(window.forgiven()),
        window.leased(),
        leaseLines(window));
  }

  /** Lines that can't be read stand behind the others, as they stood before. */
  private static List<String> leaseLines(Window window) {
    var lines = new ArrayList<String>();
    window.leases().forEach(lease -> lines.add(LedgerLines.line(lease)));
    var unread = window.unread();
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
        positive(month.forgiven()));
  }

  /** Shares stand before the slots, as lines of their own kind. */
  private static List<String> requests(LedgerState state) {
    var lines = new ArrayList<String>();
    var shares = state.shares();
    if (!shares.equals(RateShares.NONE)) {
      lines.add(LedgerLines.pool(shares));
    }
    shares.holders().forEach(share -> lines.add(LedgerLines.line(share)));
    state.requests().forEach(slot -> lines.add(LedgerLines.line(slot)));
    return lines;
  }

  private static String text(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }
}
