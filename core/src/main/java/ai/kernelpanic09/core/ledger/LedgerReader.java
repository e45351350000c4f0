package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one ledger back from its durable form. A lease that can't be read stays as it is and counts
 * as leased. Other parts that can't be read hold no money and are dropped. Where the amounts of
 * money can't be determined, reading fails.
 */
final class LedgerReader {

  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,10}\\.[0-9]{2,9}");
  private static final int MAX_QUOTED = 120;

  private final List<String> kept = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();

  LedgerReading read(DurableLedger durable) {
    var budget = durable.budget();
    var usage = durable.usage();
    var state =
        new LedgerState(
            budget.epoch(),
            text("budget.commitId", budget.commitId()),
            budget.windows().stream().map(status -> day(status, budget.daily())).toList(),
            budget.months().stream().map(this::month).toList(),
            lines("budget.requests", slots(budget.requests()), LedgerLines::slot),
            lines("budget.tokens", budget.tokens(), LedgerLines::slot),
            shares(budget.requests()),
            standing(budget.requests()),
            new UsageTotals(
                total("invocations", usage.invocations()),
                total("inputTokens", usage.inputTokens()),
                total("outputTokens", usage.outputTokens()),
                total("cacheReadTokens", usage.cacheReadTokens()),
                total("cacheWriteTokens", usage.cacheWriteTokens())),
            told("usage.costTotal", usage.costTotal()),
            durable.spenders().stream().filter(this::isWhole).map(LedgerReader::bounded).toList(),
            lines("pods", durable.pods(), LedgerLines::pod),
            budget.resets().stream().filter(this::isWhole).toList(),
            budget.settlements().stream().filter(this::isWhole).toList());
    return new LedgerReading(state, kept, dropped);
  }

  private Day day(BudgetStatus.WindowStatus status, @Nullable BudgetView daily) {
    var path = "budget.windows[" + status.id() + "]";
    requireDay(path + ".id", status.id());
    requireMonth(path + ".month", status.month());
    text(path + ".zone", status.zone());
    var start = instant(path + ".start", status.start());
    var end = instant(path + ".end", status.end());
    if (end <= start) {
      throw new LedgerUnreadableException(path + ".end", "is not after start");
    }
    var leases = new ArrayList<Lease>();
    var unread = new ArrayList<String>();
    var sum = Money.ZERO;
    for (var line : status.holders()) {
      var lease = readable(line, path, unread);
      if (lease != null && sum.plus(lease.out()).compareTo(LedgerLines.MAX_AMOUNT) > 0) {
        note(kept, path, line, "holds more than " + LedgerLines.MAX_AMOUNT + " dollars");
        unread.add(line);
      } else if (lease != null) {
        sum = sum.plus(lease.out());
        leases.add(lease);
      }
    }
    return new Day(
        status.seq(),
        status.id(),
        status.month(),
        status.zone(),
        start,
        end,
        money(path + ".spent", status.spent()),
        money(path + ".estimated", status.estimated()),
        resolved(path, status),
        money(path + ".writtenOff", status.writtenOff()),
        status.forgiven() == null ? Money.ZERO : money(path + ".forgiven", status.forgiven()),
        leases,
        unread(path, unread, leased(path, status, daily), sum));
  }

  /**
   * Numbers that no ledger has written are dropped: without them the estimates count in full again.
   */
  private Resolved resolved(String path, BudgetStatus.WindowStatus status) {
    var estimates = status.resolved();
    var billed = status.billed();
    if (estimates == null && billed == null) {
      return Resolved.NONE;
    }
    if (estimates != null
        && billed != null
        && isPart(estimates, status.estimated())
        && isPart(billed, LedgerLines.MAX_AMOUNT)) {
      var resolved = new Resolved(estimates, billed);
      if (isPart(estimates, status.spent().minus(resolved.beyond()))) {
        return resolved;
      }
    }
    note(
        dropped,
        path + ".resolved",
        estimates + " billed at " + billed,
        "it is no part of estimated and spent, so those count in full");
    return Resolved.NONE;
  }

  private Money unbilled(String path, BudgetStatus.MonthStatus status) {
    var unbilled = status.unbilled();
    if (unbilled == null) {
      return Money.ZERO;
    }
    if (isPart(unbilled, status.spent())) {
      return unbilled;
    }
    note(dropped, path + ".unbilled", unbilled.toString(), "it is no part of spent");
    return Money.ZERO;
  }

  private static boolean isPart(Money part, Money whole) {
    return !part.isNegative() && part.compareTo(whole) <= 0;
  }

  private @Nullable Lease readable(String line, String path, List<String> unread) {
    try {
      return LedgerLines.lease(line);
    } catch (IllegalArgumentException e) {
      note(kept, path + ".holders", line, problem(e));
      unread.add(line);
      return null;
    }
  }

  /** Dollars that were leased when this was written; null where the status doesn't say. */
  private static @Nullable Money leased(
      String path, BudgetStatus.WindowStatus status, @Nullable BudgetView daily) {
    if (status.leased() != null) {
      return money(path + ".leased", status.leased());
    }
    // An earlier version wrote this for the open day only.
    return daily != null && status.start().equals(daily.windowStart())
        ? money("budget.daily.leased", daily.leased())
        : null;
  }

  /**
   * Dollars by which the total of leased dollars exceeds the readable leases belong to lines that
   * can't be read, or to lines whose amounts were made smaller. Where the status has no total, the
   * largest amount in a line bounds the dollars of that line.
   */
  private static @Nullable Unread unread(
      String path, List<String> lines, @Nullable Money leased, Money readable) {
    if (leased != null) {
      var beyond = leased.minus(readable).max(Money.ZERO);
      return beyond.isZero() && lines.isEmpty() ? null : new Unread(beyond, lines);
    }
    if (lines.isEmpty()) {
      return null;
    }
    var counted = Money.ZERO;
    for (var line : lines) {
      var bound = largest(line);
      if (bound == null || Unread.holder(line).isEmpty()) {
        throw new LedgerUnreadableException(
            path + ".holders",
            quoted(line) + " is no lease, and nothing tells how many dollars it is about");
      }
      counted = counted.plus(bound).min(LedgerLines.MAX_AMOUNT);
    }
    return new Unread(counted, lines);
  }

  private static @Nullable Money largest(String line) {
    Money largest = null;
    for (var part : line.split(" ", -1)) {
      if (AMOUNT.matcher(part).matches()) {
        var amount = Money.parse(part).min(LedgerLines.MAX_AMOUNT);
        largest = largest == null ? amount : largest.max(amount);
      }
    }
    return largest;
  }

  private Month month(BudgetStatus.MonthStatus status) {
    var path = "budget.months[" + status.id() + "]";
    requireMonth(path + ".id", status.id());
    return new Month(
        status.id(),
        instant(path + ".start", status.start()),
        instant(path + ".end", status.end()),
        money(path + ".spent", status.spent()),
        money(path + ".writtenOff", status.writtenOff()),
        unbilled(path, status),
        status.forgiven() == null ? Money.ZERO : money(path + ".forgiven", status.forgiven()));
  }

  private <T> List<T> lines(String path, List<String> lines, Function<String, T> reader) {
    var read = new ArrayList<T>();
    lines.forEach(line -> attempt(path, line, reader, read::add));
    return read;
  }

  private <T> void attempt(
      String path, String line, Function<String, T> reader, Consumer<T> taker) {
    try {
      taker.accept(reader.apply(line));
    } catch (IllegalArgumentException e) {
      note(dropped, path, line, problem(e));
    }
  }

  private static List<String> slots(List<String> requests) {
    return requests.stream().filter(line -> !line.startsWith("#")).toList();
  }

  private List<StandingTokens> standing(List<String> requests) {
    return lines(
        "budget.requests",
        requests.stream().filter(line -> line.startsWith(LedgerLines.STANDING + " ")).toList(),
        LedgerLines::standing);
  }

  private RateShares shares(List<String> requests) {
    var pools = new ArrayList<RateShares>();
    var holders = new ArrayList<RateShare>();
    for (var line : requests) {
      if (line.startsWith(LedgerLines.POOL + " ")) {
        attempt("budget.requests", line, LedgerLines::pool, pools::add);
      } else if (line.startsWith(LedgerLines.SHARE + " ")) {
        attempt("budget.requests", line, LedgerLines::share, holders::add);
      } else if (line.startsWith("#") && !line.startsWith(LedgerLines.STANDING + " ")) {
        note(dropped, "budget.requests", line, "it is no pool, share or standing allowance");
      }
    }
    var pool = pools.isEmpty() ? RateShares.NONE : pools.getFirst();
    return new RateShares(
        pool.epoch(), holders, pool.poolParts(), pool.poolPerMinute(), pool.filledMillis());
  }

  private long total(String name, long count) {
    var bounded = Math.clamp(count, 0, LedgerLines.MAX_COUNT);
    if (bounded != count) {
      note(dropped, "usage." + name, Long.toString(count), "it is no number of calls or tokens");
    }
    return bounded;
  }

  private Money told(String path, @Nullable Money amount) {
    if (amount == null || amount.isNegative() || amount.compareTo(LedgerLines.MAX_AMOUNT) > 0) {
      note(dropped, path, String.valueOf(amount), "it is no sum of bills");
      return Money.ZERO;
    }
    return amount;
  }

  private boolean isWhole(Spender spender) {
    var whole = spender.workload() != null && spender.month() != null && isBounded(spender.spent());
    if (!whole) {
      note(dropped, "spenders", spender.toString(), "it lacks a member");
    }
    return whole;
  }

  private static Spender bounded(Spender spender) {
    return spender.with(
        spender.spent(), Math.clamp(spender.invocations(), 0, LedgerLines.MAX_COUNT));
  }

  private boolean isWhole(Reset reset) {
    var whole = reset.id() != null && isBounded(reset.amount());
    if (!whole) {
      note(dropped, "budget.resets", reset.toString(), "it lacks a member");
    }
    return whole;
  }

  private boolean isWhole(EstimateSettlement settlement) {
    var whole =
        settlement.id() != null
            && isBounded(settlement.resolved())
            && isBounded(settlement.billed());
    if (!whole) {
      note(dropped, "budget.settlements", settlement.toString(), "it lacks a member");
    }
    return whole;
  }

  private static boolean isBounded(@Nullable Money amount) {
    return amount != null
        && amount.compareTo(LedgerLines.MAX_AMOUNT) <= 0
        && Money.ZERO.minus(LedgerLines.MAX_AMOUNT).compareTo(amount) <= 0;
  }

  private static Money money(String path, @Nullable Money amount) {
    if (amount == null || amount.isNegative() || amount.compareTo(LedgerLines.MAX_AMOUNT) > 0) {
      throw new LedgerUnreadableException(
          path, amount + " is not between 0 and " + LedgerLines.MAX_AMOUNT + " dollars");
    }
    return amount;
  }

  private static String text(String path, @Nullable String text) {
    if (text == null) {
      throw new LedgerUnreadableException(path, "is missing");
    }
    return text;
  }

  private static void requireDay(String path, @Nullable String id) {
    try {
      var _ = LocalDate.parse(text(path, id));
    } catch (DateTimeException e) {
      throw new LedgerUnreadableException(path, quoted(id) + " is no day such as 2026-11-22");
    }
  }

  private static void requireMonth(String path, @Nullable String id) {
    try {
      var _ = YearMonth.parse(text(path, id));
    } catch (DateTimeException e) {
      throw new LedgerUnreadableException(path, quoted(id) + " is no month such as 2026-11");
    }
  }

  private static long instant(String path, @Nullable String at) {
    try {
      return Instant.parse(text(path, at)).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new LedgerUnreadableException(path, quoted(at) + " is no time such as RFC 3339 has");
    }
  }

  private static void note(List<String> notes, String path, String line, String problem) {
    notes.add("status." + path + ": " + quoted(line) + ": " + problem);
  }

  private static String problem(IllegalArgumentException e) {
    var message = String.valueOf(e.getMessage());
    return message.length() > MAX_QUOTED ? message.substring(0, MAX_QUOTED) + "…" : message;
  }

  private static String quoted(@Nullable String text) {
    var shown = String.valueOf(text);
    return "'" + (shown.length() > MAX_QUOTED ? shown.substring(0, MAX_QUOTED) + "…" : shown) + "'";
  }
}
