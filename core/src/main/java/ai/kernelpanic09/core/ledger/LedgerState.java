package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that a ledger knows of an endpoint's spending; the whole of it is durable.
 *
 * @param epoch term of the leading operator; grows with each takeover
 * @param commitId names the last commit; every commit is a compare-and-swap on it
 * @param days days that are open, ahead, or may still hear from a holder; by {@code seq}
 * @param months months of those days, oldest first
 * @param requests request tokens issued in the last minute
 * @param tokens model tokens issued in the last minute
 * @param shares how a large limit of requests is shared out
 * @param standing request tokens that holders hold ahead
 * @param usage calls and tokens of all time
 * @param costTotal dollars of all time
 * @param spenders spending of each workload in the months above
 * @param pods spending of each pod on the days above
 * @param resets the last resets of a budget, oldest first
 * @param settlements the last orders to settle estimates, oldest first
 */
public record LedgerState(
    long epoch,
    String commitId,
    List<Day> days,
    List<Month> months,
    List<RateSlot> requests,
    List<RateSlot> tokens,
    RateShares shares,
    List<StandingTokens> standing,
    UsageTotals usage,
    Money costTotal,
    List<Spender> spenders,
    List<PodSpend> pods,
    List<Reset> resets,
    List<EstimateSettlement> settlements) {

  public static final LedgerState EMPTY =
      new LedgerState(
          0,
          "",
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          RateShares.NONE,
          List.of(),
          UsageTotals.ZERO,
          Money.ZERO,
          List.of(),
          List.of(),
          List.of(),
          List.of());

  public LedgerState {
    days = List.copyOf(days);
    months = List.copyOf(months);
    requests = List.copyOf(requests);
    tokens = List.copyOf(tokens);
    standing = List.copyOf(standing);
    spenders = List.copyOf(spenders);
    pods = List.copyOf(pods);
    resets = List.copyOf(resets);
    settlements = List.copyOf(settlements);
  }

  /** The holders of all leases, of those that can't be read too. */
  public Set<String> holders() {
    var holders = new HashSet<String>();
    for (var day : days) {
      day.leases().forEach(lease -> holders.add(lease.holder()));
      var unread = day.unread();
      if (unread != null) {
        unread.lines().forEach(line -> holders.add(Unread.holder(line)));
      }
    }
    return holders;
  }

  BudgetUse monthUse(String id) {
    return BudgetUse.ofMonth(id, months, days);
  }

  /** The same ledger, to be written as commit {@code id} of term {@code term}. */
  public LedgerState committed(long term, String id) {
    return new LedgerState(
        term,
        id,
        days,
        months,
        requests,
        tokens,
        shares,
        standing,
        usage,
        costTotal,
        spenders,
        pods,
        resets,
        settlements);
  }
}
