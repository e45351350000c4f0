package ai.kernelpanic09.core.desk;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import ai.kernelpanic09.core.sync.NotServed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers that a desk gives to a holder of the same process. */
class LedgerDeskTest {

  private static final EndpointName NAME = new EndpointName("team", "claude");
  private static final Money DOLLAR = Money.parse("1.00");
  private static final DeskEndpoint ENDPOINT =
      new DeskEndpoint(
          NAME,
          TestLimits.revision("r1").build(),
          new BudgetTerms(Money.parse("10.00"), null, ZoneOffset.UTC, true, null, null));

  private String refusal = "";
  private LedgerDesk desk;
  private long seq;

  @BeforeEach
  void open() throws IOException {
    desk =
        new LedgerDesk(
            List.of(ENDPOINT),
            DeskStore.inMemory(),
            name -> {
              if (!refusal.isEmpty()) {
                throw new IllegalStateException(refusal);
              }
              return new SessionCredentials("s1", "AKIA", "secret", "token", 60_000);
            },
            InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z")));
  }

  private EndpointAnswer ask(List<WindowReport> reports) throws IOException {
    var sync = TestSync.of(NAME).reports(reports).waiting(1, DOLLAR).build();
    seq++;
    var request = new SyncRequest(SyncRequest.PROTOCOL, "v", "i1", seq, List.of(sync));
    return desk.answer(request, "pod", "Deployment/app").endpoints().getFirst();
  }

  @Test
  void aHolderGetsALeaseItsLimitsAndKeys() throws IOException {
    var answer = ask(List.of());

    assertThat(answer.ready()).isTrue();
    assertThat(answer.limits()).isEqualTo(ENDPOINT.limits());
    assertThat(answer.credentials()).isNotNull();
    assertThat(answer.windows().getFirst().granted()).isGreaterThanOrEqualTo(DOLLAR);
  }

  @Test
  void anEndpointThatIsServedNoMoreBooksReportsAndGrantsNothing() throws IOException {
    var lease = ask(List.of()).windows().getFirst();
    desk.replace(List.of());

    var spent = Money.parse("0.30");
    var report =
        new WindowReport(
            lease.seq(), "i1", spent, Money.ZERO, Money.ZERO, Money.ZERO, UsageTotals.ZERO);
    var answer = ask(List.of(report));

    assertThat(answer.ready()).isFalse();
    assertThat(answer.reason()).isEqualTo(NotServed.ENDPOINT_NOT_FOUND.reason());
    assertThat(answer.limits()).isNull();
    assertThat(answer.credentials()).isNull();
    assertThat(answer.windows().getFirst().reported()).isEqualTo(spent);
    assertThat(answer.windows().getFirst().granted()).isEqualTo(lease.granted());
  }

  @Test
  void anEndpointThatNeverWasIsNotFound() throws IOException {
    desk.replace(List.of());
    var other = new EndpointName("team", "other");
    var sync = TestSync.of(other).waiting(1, DOLLAR).build();
    var request = new SyncRequest(SyncRequest.PROTOCOL, "v", "i1", 1, List.of(sync));

    var answer = desk.answer(request, "pod", "Deployment/app").endpoints().getFirst();

    assertThat(answer.reason()).isEqualTo("EndpointNotFound");
    assertThat(answer.message()).contains("team/other");
    assertThat(answer.windows()).isEmpty();
  }

  @Test
  void withoutKeysTheHolderIsToldWhatToDo() throws IOException {
    refusal = "sign in again";

    var answer = ask(List.of());

    assertThat(answer.ready()).isFalse();
    assertThat(answer.reason()).isEqualTo(NotServed.NO_CREDENTIALS.reason());
    assertThat(answer.message()).isEqualTo("sign in again");
  }
}
