package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestLedgersTest {

  private static final EndpointName NAME = new EndpointName("ai-workloads", "claude");

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final LatestLedgers latest = new LatestLedgers(clock, List.of());
  private final List<EndpointName> turned = new ArrayList<>();

  private static LedgerRefusal refusal(LedgerRefusal.Reason reason) {
    return new LedgerRefusal(reason, "no");
  }

  @Test
  void aLedgerThatCannotBeReadIsToldAtOnceAndOnce() {
    latest.onTurn(turned::add);
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNREADABLE));
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNREADABLE));

    assertThat(latest.problem(NAME)).isNotNull();
    assertThat(turned).hasSize(1);
  }

  @Test
  void anApiServerThatIsAwayForAMomentIsNothingToTell() {
    latest.onTurn(turned::add);
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNAVAILABLE));
    clock.advance(Duration.ofSeconds(14));
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNAVAILABLE));
    assertThat(latest.problem(NAME)).isNull();
    assertThat(turned).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNAVAILABLE));
    assertThat(latest.problem(NAME)).isNotNull();
    assertThat(turned).hasSize(1);
  }

  @Test
  void aCommitEndsIt() {
    latest.failed(NAME, refusal(LedgerRefusal.Reason.UNREADABLE));
    latest.onTurn(turned::add);
    var terms = new BudgetTerms(null, null, ZoneOffset.UTC, true, null, null);
    latest.committed(NAME, DurableLedger.of(LedgerState.EMPTY, terms, clock.millis()));

    assertThat(latest.problem(NAME)).isNull();
    assertThat(turned).hasSize(1);
  }
}
