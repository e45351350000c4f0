package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link LedgerState} while a batch is applied. */
final class LedgerDraft {

  private final LedgerState before;
  final List<DayDraft> days = new ArrayList<>();
  final List<Month> months;
  final List<RateSlot> requests;
  final List<RateSlot> tokens;
  RateShares shares;
  List<StandingTokens> standing;
  final TopSpenders<Spender> spenders;
  final TopSpenders<PodSpend> pods;
  final List<Reset> resets;
  final List<EstimateSettlement> settlements;
  final List<WriteOff> writtenOff = new ArrayList<>();
  final List<Overrun> overruns = new ArrayList<>();
  UsageTotals usage;
  Money costTotal;

  LedgerDraft(LedgerState state) {
    before = state;
    state.days().forEach(day -> days.add(new DayDraft(day)));
    months = new ArrayList<>(state.months());
    requests = new ArrayList<>(state.requests());
    tokens = new ArrayList<>(state.tokens());
    shares = state.shares();
    standing = state.standing();
    spenders = new TopSpenders<>(state.spenders());
    pods = new TopSpenders<>(state.pods());
    resets = new ArrayList<>(state.resets());
    settlements = new ArrayList<>(state.settlements());
    usage = state.usage();
    costTotal = state.costTotal();
  }

  boolean hasNoRates() {
    return requests.isEmpty() && tokens.isEmpty() && shares.isEmpty() && standing.isEmpty();
  }

  @Nullable DayDraft day(long seq) {
    for (var day : days) {
      if (day.seq == seq) {
        return day;
      }
    }
    return null;
  }

  @Nullable DayDraft day(String id) {
    for (var day : days) {
      if (day.id.equals(id)) {
        return day;
      }
    }
    return null;
  }

  @Nullable Month month(String id) {
    for (var month : months) {
      if (month.id().equals(id)) {
        return month;
      }
    }
    return null;
  }

  void replace(Month month) {
    months.replaceAll(each -> each.id().equals(month.id()) ? month : each);
  }

  /** The use of a month's budget, its days in this ledger included. */
  BudgetUse monthUse(String id) {
    return BudgetUse.ofMonth(id, months, days);
  }

  /** Adds the dollars and calls of a report to the totals of its pod and workload. */
  void attribute(DayDraft day, Ask ask, Money spent, long invocations) {
    if (spent.isZero() && invocations == 0) {
      return;
    }
    pods.credit(
        new PodSpend(day.id, ask.pod(), ask.workload(), spent, invocations),
        () -> spentBy(day, ask.holder()));
    // The workload has spent at least as much this month as its pod has today.
    spenders.credit(
        new Spender(ask.workload(), day.month, spent, invocations),
        () -> spentBy(day, ask.holder()));
  }

  private static TopSpenders.Total spentBy(DayDraft day, String holder) {
    var spent = Money.ZERO;
    var invocations = 0L;
    for (var lease : day.leases) {
      if (lease.holder().equals(holder)) {
        spent = spent.plus(lease.reported());
        invocations += lease.usage().invocations();
      }
    }
    return new TopSpenders.Total(spent, invocations);
  }

  /** Notes the dollars that are still leased when a day is closed for good. */
  void noteWriteOff(DayDraft day) {
    var lost = day.leased();
    if (lost.isPositive()) {
      var unread = day.unread == null ? 0 : day.unread.lines().size();
      writtenOff.add(new WriteOff(day.id, lost, day.leases.holding() + unread));
    }
  }

  LedgerState toState() {
    return new LedgerState(
        before.epoch(),
        before.commitId(),
        days.stream().map(DayDraft::toDay).toList(),
        months,
        requests,
        tokens,
        shares,
        standing,
        usage,
        costTotal,
        spenders.toList(),
        pods.toList(),
        resets,
        settlements);
  }
}
