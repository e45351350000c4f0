package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.List;

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
        new EndpointSync(
            endpoint,
            null,
            null,
            List.of(reports),
            Money.ZERO,
            worst,
            1,
            RateAsk.NONE,
            RateAsk.NONE));
  }

  private TestAsks() {}
}
