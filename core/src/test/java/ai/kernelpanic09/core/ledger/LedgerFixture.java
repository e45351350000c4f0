package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Builds ledgers' terms, asks and reports in few words. */
final class LedgerFixture {

  static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");

  static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  static Money dollars(String amount) {
    return Money.parse(amount);
  }

  static BudgetTerms terms(@Nullable String daily, @Nullable String monthly, String zone) {
    return new BudgetTerms(
        daily == null ? null : Money.parse(daily),
        monthly == null ? null : Money.parse(monthly),
        ZoneId.of(zone),
        true,
        null,
        null);
  }

  static BudgetTerms rates(@Nullable Long requests, @Nullable Long tokens) {
    return new BudgetTerms(null, null, ZoneId.of("UTC"), true, requests, tokens);
  }

  static WindowReport report(long seq, String incarnation, String spent, String returned) {
    return new WindowReport(
        seq,
        incarnation,
        Money.parse(spent),
        Money.parse(returned),
        Money.ZERO,
        Money.ZERO,
        UsageTotals.ZERO);
  }

  /** An ask of a holder with {@code waiting} calls, each of which costs {@code worst} at most. */
  static Ask ask(String holder, long seq, String worst, int waiting, WindowReport... reports) {
    return new Ask(
        holder,
        "Deployment/app",
        "i1",
        seq,
        TestSync.of(ENDPOINT).reports(reports).waiting(waiting, Money.parse(worst)).build());
  }

  static Ask wanting(String holder, long seq, RateAsk requests, RateAsk tokens) {
    return new Ask(
        holder, "Deployment/app", "i1", seq, TestSync.of(ENDPOINT).rates(requests, tokens).build());
  }

  private LedgerFixture() {}
}
