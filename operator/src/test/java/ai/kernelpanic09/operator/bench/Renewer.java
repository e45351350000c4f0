package ai.kernelpanic09.operator.bench;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.ArrayList;
import java.util.List;

/**
 * The cheapest possible holder: it renews one lease, and if busy has spent a little of it each
 * time.
 */
public final class Renewer {

  private static final Money WORST = Money.parse("0.01");
  private static final Money BURN = Money.parse("0.005");
  private static final Money CALL = Money.parse("0.001");
  private static final UsageTotals ONE_CALL = new UsageTotals(1, 24, 51, 0, 0);

  private final EndpointName endpoint;
  private final String uid;
  private final boolean busy;
  private long seq;
  private List<WindowGrant> held = List.of();
  private Money spent = Money.ZERO;
  private UsageTotals usage = UsageTotals.ZERO;

  /**
   * @param busy whether it spends; an idle one holds the worst case of one call and asks for no
   *     more
   */
  public Renewer(EndpointName endpoint, String uid, boolean busy) {
    this.endpoint = endpoint;
    this.uid = uid;
    this.busy = busy;
  }

  public EndpointName endpoint() {
    return endpoint;
  }

  public long seq() {
    return seq;
  }

  /** The next report, as the protocol carries it. */
  public EndpointSync report() {
    seq++;
    var reports = new ArrayList<WindowReport>();
    for (var window : held) {
      if (busy
          && window.startsInMillis() <= 0
          && window.granted().compareTo(spent.plus(CALL)) > 0) {
        spent = spent.plus(CALL);
        usage = usage.plus(ONE_CALL);
      }
      var open = window.startsInMillis() <= 0;
      reports.add(
          new WindowReport(
              window.seq(),
              window.incarnation(),
              open ? spent : Money.ZERO,
              Money.ZERO,
              Money.ZERO,
              Money.ZERO,
              open ? usage : UsageTotals.ZERO));
    }
    return TestSync.of(endpoint)
        .knows("r1", null)
        .reports(reports)
        .burnPerSecond(busy ? BURN : Money.ZERO)
        .waiting(0, WORST)
        .build();
  }

  public Ask ask() {
    var report = report();
    return new Ask(uid, "Deployment/bench", "i", seq, report);
  }

  public void take(LedgerAnswer answer) {
    take(answer.windows());
  }

  public void take(List<WindowGrant> windows) {
    held = windows;
  }
}
