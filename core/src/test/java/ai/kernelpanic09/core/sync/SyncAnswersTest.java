package ai.kernelpanic09.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateAsk.SlotReturn;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TestAnswer;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.Unanswered;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The answers that holders get. */
class SyncAnswersTest {

  private static final EndpointName ENDPOINT = new EndpointName("team", "claude");
  private static final SessionCredentials KEYS =
      new SessionCredentials("s1", "AKIA", "secret", "token", 60_000);
  private static final SessionOutcome GIVEN = new SessionOutcome.Given(KEYS);
  private static final SessionOutcome MISSING = new SessionOutcome.Missing();
  private static final Money DOLLAR = Money.parse("1.00");
  private static final EndpointLimits LIMITS = TestLimits.revision("r2").build();
  private static final LedgerAnswer LEDGER =
      new LedgerAnswer(
          List.of(new WindowGrant(1, "2026-11-22", "i1", true, 0, 1_000, DOLLAR)),
          DOLLAR,
          false,
          null,
          null,
          null,
          "others wait",
          Money.parse("3.00"));

  private static EndpointSync sync(@Nullable String knownLimits, @Nullable String knownSession) {
    return TestSync.of(ENDPOINT)
        .knows(knownLimits, knownSession)
        .burnPerSecond(DOLLAR)
        .waiting(3, DOLLAR)
        .rates(new RateAsk(7, List.of(new SlotReturn(1, 2))), RateAsk.NONE)
        .build();
  }

  private static EndpointAnswer answer(Serving serving, SessionOutcome session) {
    return SyncAnswers.endpoint(sync(null, null), serving, session, LEDGER);
  }

  @Test
  void aServedHolderGetsItsLeaseItsLimitsAndKeys() {
    var answer = answer(Serving.within(LIMITS), GIVEN);

    assertThat(answer)
        .isEqualTo(TestAnswer.of(ENDPOINT, LEDGER).limits(LIMITS).credentials(KEYS).build());
  }

  @Test
  void whatTheHolderHasIsNotSentAgain() {
    var answer = SyncAnswers.endpoint(sync("r2", "s1"), Serving.within(LIMITS), GIVEN, LEDGER);

    assertThat(answer.limits()).isNull();
    assertThat(answer.credentials()).isNull();
    assertThat(SyncAnswers.endpoint(sync("r1", "s0"), Serving.within(LIMITS), GIVEN, LEDGER))
        .isEqualTo(answer(Serving.within(LIMITS), GIVEN));
  }

  @Test
  void newLimitsWaitForKeysThatAreBoundToThem() {
    var answer = answer(Serving.within(LIMITS), MISSING);

    assertThat(answer.ready()).isTrue();
    assertThat(answer.limits()).isNull();
    assertThat(answer.credentials()).isNull();
    assertThat(answer.windows()).isEqualTo(LEDGER.windows());
  }

  @Test
  void withoutKeysUntilSomebodyActsNothingIsServedButTheLeaseStays() {
    var answer =
        answer(Serving.within(LIMITS), new SessionOutcome.Refused("AccessDenied", "sign in again"));

    assertThat(answer.ready()).isFalse();
    assertThat(answer.reason()).isEqualTo("AccessDenied");
    assertThat(answer.message()).isEqualTo("sign in again");
    assertThat(answer.limits()).isNull();
    assertThat(answer.windows()).isEqualTo(LEDGER.windows());
    assertThat(answer.keep()).isEqualTo(LEDGER.keep());
  }

  @Test
  void anEndpointThatIsNotReadySaysWhyAndTellsItsLimits() {
    var answer = answer(new Serving(false, "UnknownModelPrice", "no price", LIMITS), MISSING);

    assertThat(answer.ready()).isFalse();
    assertThat(answer.reason()).isEqualTo("UnknownModelPrice");
    assertThat(answer.message()).isEqualTo("no price");
    assertThat(answer.limits()).isEqualTo(LIMITS);
    assertThat(answer.credentials()).isNull();
  }

  @Test
  void aLedgerHearsOnlyReportsWhereNothingIsServed() {
    var sync = sync("r1", "s1");
    assertThat(SyncAnswers.heard(sync, Serving.within(LIMITS))).isSameAs(sync);

    var heard =
        SyncAnswers.heard(sync, Serving.refused(NotServed.ENDPOINT_NOT_ALLOWED, "you may not"));

    assertThat(heard.windows()).isEqualTo(sync.windows());
    assertThat(heard.requests()).isEqualTo(new RateAsk(0, sync.requests().returned()));
    assertThat(heard.waiting()).isZero();
    assertThat(heard.burnPerSecond()).isEqualTo(Money.ZERO);
    assertThat(heard.worstCall()).isEqualTo(Money.ZERO);
  }

  @Test
  void aHolderRenewsSoonerWhenLittleIsLeft() {
    var request = new SyncRequest(SyncRequest.PROTOCOL, "v", "i1", 42, List.of());
    var unanswered = List.of(new Unanswered(ENDPOINT, "Unavailable", "later"));

    var plenty = SyncAnswers.of(request, 7, false, List.of(), List.of(), unanswered);
    var scarce = SyncAnswers.of(request, 7, true, List.of(), List.of(), unanswered);

    assertThat(plenty.renewAfterMillis()).isEqualTo(5_000);
    assertThat(scarce.renewAfterMillis()).isEqualTo(2_000);
    assertThat(plenty.seq()).isEqualTo(42);
    assertThat(plenty.epoch()).isEqualTo(7);
    assertThat(plenty.unanswered()).isEqualTo(unanswered);
  }

  @Test
  void aTemplateIsNewsWhenItsTagIsAnotherOrItIsGone() {
    var same = new TemplateName("team", "same");
    var changed = new TemplateName("team", "changed");
    var gone = new TemplateName("team", "gone");

    var news =
        TemplateNews.of(
            List.of(
                new KnownTemplate(same, "1"),
                new KnownTemplate(changed, "1"),
                new KnownTemplate(gone, "1")),
            name ->
                name.equals(gone) ? Optional.empty() : Optional.of(name.equals(same) ? "1" : "2"),
            name -> TemplateAnswer.refused(name, "UnknownTemplate", "as told"));

    assertThat(news).extracting(TemplateAnswer::template).containsExactly(changed, gone);
  }
}
