package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.WindowReport;

/** Asks of holders for one endpoint's ledger. */
final class TestAsks {

  /** An ask of a holder for which one call with the worst case {@code worst} waits. */
  static Ask waiting(
      EndpointName endpoint, String holder, long seq, Money worst, WindowReport... reports) {
    return new Ask(
        holder,
        "Deployment/app",
        "first",
        seq,
        TestSync.of(endpoint).reports(reports).waiting(1, worst).build());
  }

  private TestAsks() {}
}
