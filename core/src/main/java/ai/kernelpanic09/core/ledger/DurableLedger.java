package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
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

  private static final String POOL = "#pool";
  private static final String SHARE = "#share";
  private static final String DEAD = " dead";

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
            state.tokens().stream().map(DurableLedger::line).toList()),
        new UsageStatus(
            usage.invocations(),
            usage.inputTokens(),
            usage.outputTokens(),
            usage.cacheReadTokens(),
            usage.cacheWriteTokens(),
            state.costTotal()),
        state.spenders(),
        state.pods().stream().map(DurableLedger::line).toList());
  }

  /**
   * Reads a state back.
   *
   * @throws IllegalArgumentException when a line can't be read; the ledger must not be used then
   */
  public LedgerState toState() {
    return new LedgerState(
        budget.epoch(),
        budget.commitId(),
        budget.windows().stream().map(DurableLedger::window).toList(),
        budget.months().stream().map(DurableLedger::month).toList(),
        budget.requests().stream()
            .filter(line -> !line.startsWith("#"))
            .map(DurableLedger::slot)
            .toList(),
        budget.tokens().stream().map(DurableLedger::slot).toList(),
        shares(budget.requests()),
        new UsageTotals(
            usage.invocations(),
            usage.inputTokens(),
            usage.outputTokens(),
            usage.cacheReadTokens(),
            usage.cacheWriteTokens()),
        usage.costTotal(),
        spenders,
        pods.stream().map(DurableLedger::pod).toList(),
        budget.resets());
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

  private static Money orZero(@Nullable Money money) {
    return money == null ? Money.ZERO : money;
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
        window.leases().stream().map(DurableLedger::line).toList());
  }

  private static Window window(BudgetStatus.WindowStatus status) {
    return new Window(
        status.seq(),
        status.id(),
        status.month(),
        status.zone(),
        Instant.parse(status.start()).toEpochMilli(),
        Instant.parse(status.end()).toEpochMilli(),
        status.spent(),
        status.estimated(),
        status.writtenOff(),
        orZero(status.forgiven()),
        status.holders().stream().map(DurableLedger::lease).toList());
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

  private static Month month(BudgetStatus.MonthStatus status) {
    return new Month(
        status.id(),
        Instant.parse(status.start()).toEpochMilli(),
        Instant.parse(status.end()).toEpochMilli(),
        status.spent(),
        status.writtenOff(),
        orZero(status.forgiven()));
  }

  private static String line(Lease lease) {
    var usage = lease.usage();
    var line =
        String.join(
            " ",
            lease.holder(),
            lease.incarnation(),
            Long.toString(lease.seq()),
            lease.granted().toString(),
            lease.reported().toString(),
            lease.returned().toString(),
            lease.estimated().toString(),
            Long.toString(usage.invocations()),
            Long.toString(usage.inputTokens()),
            Long.toString(usage.outputTokens()),
            Long.toString(usage.cacheReadTokens()),
            Long.toString(usage.cacheWriteTokens()));
    return lease.dead() ? line + DEAD : line;
  }

  private static Lease lease(String line) {
    var dead = line.endsWith(DEAD);
    var part = parts(dead ? line.substring(0, line.length() - DEAD.length()) : line, 12);
    return new Lease(
        part[0],
        part[1],
        Long.parseLong(part[2]),
        Money.parse(part[3]),
        Money.parse(part[4]),
        Money.parse(part[5]),
        Money.parse(part[6]),
        new UsageTotals(
            Long.parseLong(part[7]),
            Long.parseLong(part[8]),
            Long.parseLong(part[9]),
            Long.parseLong(part[10]),
            Long.parseLong(part[11])),
        dead);
  }

  /** Shares stand before the slots, as lines of their own kind. */
  private static List<String> requests(LedgerState state) {
    var lines = new ArrayList<String>();
    var shares = state.shares();
    if (!shares.equals(RateShares.NONE)) {
      lines.add(
          String.join(
              " ",
              POOL,
              Long.toString(shares.epoch()),
              Long.toString(shares.poolParts()),
              Long.toString(shares.poolPerMinute()),
              Long.toString(shares.filledMillis())));
    }
    shares.holders().forEach(share -> lines.add(line(share)));
    state.requests().forEach(slot -> lines.add(line(slot)));
    return lines;
  }

  private static RateShares shares(List<String> lines) {
    var shares = RateShares.NONE;
    var holders = new ArrayList<RateShare>();
    for (var line : lines) {
      if (line.startsWith(POOL)) {
        var part = parts(line, 5);
        shares =
            new RateShares(
                Long.parseLong(part[1]),
                List.of(),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]));
      } else if (line.startsWith(SHARE)) {
        holders.add(share(line));
      } else if (line.startsWith("#")) {
        throw new IllegalArgumentException("'" + line + "' is no line of a ledger");
      }
    }
    return new RateShares(
        shares.epoch(), holders, shares.poolParts(), shares.poolPerMinute(), shares.filledMillis());
  }

  private static String line(RateShare share) {
    return String.join(
        " ",
        SHARE,
        share.holder(),
        share.incarnation(),
        Long.toString(share.seq()),
        Long.toString(share.granted()),
        Long.toString(share.counted()),
        Long.toString(share.demand()),
        Long.toString(share.expiresMillis()));
  }

  private static RateShare share(String line) {
    var part = parts(line, 8);
    return new RateShare(
        part[1],
        part[2],
        Long.parseLong(part[3]),
        Long.parseLong(part[4]),
        Long.parseLong(part[5]),
        Long.parseLong(part[6]),
        Long.parseLong(part[7]));
  }

  private static String line(PodSpend pod) {
    return String.join(
        " ",
        pod.day(),
        pod.spent().toString(),
        Long.toString(pod.invocations()),
        pod.pod(),
        pod.workload());
  }

  private static PodSpend pod(String line) {
    var part = parts(line, 5);
    return new PodSpend(part[0], part[3], part[4], Money.parse(part[1]), Long.parseLong(part[2]));
  }

  private static String line(RateSlot slot) {
    return slot.holder() + " " + slot.slot() + " " + slot.issued() + " " + slot.returned();
  }

  private static RateSlot slot(String line) {
    var part = parts(line, 4);
    return new RateSlot(
        part[0], Long.parseLong(part[1]), Long.parseLong(part[2]), Long.parseLong(part[3]));
  }

  private static String[] parts(String line, int count) {
    var parts = line.split(" ", -1);
    if (parts.length != count) {
      throw new IllegalArgumentException(
          "'" + line + "' has " + parts.length + " parts, not " + count);
    }
    return parts;
  }

  private static String text(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }
}
