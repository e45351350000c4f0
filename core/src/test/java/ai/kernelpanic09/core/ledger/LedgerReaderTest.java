package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A part of a status that can't be read stops one holder at most, and neither loses nor makes
 * money.
 */
class LedgerReaderTest {

  private static final EndpointName NAME = new EndpointName("ai-workloads", "claude");
  private static final long NOON = millis("2026-11-22T12:00:00Z");
  private static final BudgetTerms TERMS = terms("10", "200", "UTC");

  private static Ask ask(String holder, long seq, WindowReport... reports) {
    return ask(holder, "Deployment/app", seq, reports);
  }

  private static Ask ask(String holder, String workload, long seq, WindowReport... reports) {
    return new Ask(
        holder,
        holder + "-pod",
        workload,
        "i1",
        seq,
        TestSync.of(NAME).reports(reports).waiting(1, dollars("0.5")).build());
  }

  private static WindowReport spent(long window, String amount) {
    return new WindowReport(
        window,
        "i1",
        dollars(amount),
        Money.ZERO,
        Money.ZERO,
        Money.ZERO,
        new UsageTotals(1, 1, 1, 0, 0));
  }

  /** Three holders with leases, of which two have spent a quarter of a dollar. */
  private static LedgerState used() {
    var state =
        Ledger.apply(LedgerState.EMPTY, TERMS, List.of(ask("a", 1), ask("b", 1), ask("c", 1)), NOON)
            .next();
    var window = state.days().getFirst().seq();
    return Ledger.apply(
            state,
            TERMS,
            List.of(ask("a", 2, spent(window, "0.25")), ask("b", 2, spent(window, "0.25"))),
            NOON + 1_000)
        .next()
        .committed(1, "c1");
  }

  private static DurableLedger durable(LedgerState state) {
    return DurableLedger.of(state, TERMS, NOON);
  }

  private static DurableLedger withHolders(DurableLedger ledger, UnaryOperator<List<String>> edit) {
    var budget = ledger.budget();
    return with(
        ledger,
        budget.windows().stream()
            .map(each -> window(each, each.leased(), edit.apply(each.holders())))
            .toList(),
        budget.requests(),
        budget.tokens(),
        ledger.pods());
  }

  private static BudgetStatus.WindowStatus window(
      BudgetStatus.WindowStatus each, @Nullable Money leased, List<String> holders) {
    return new BudgetStatus.WindowStatus(
        each.seq(),
        each.id(),
        each.month(),
        each.zone(),
        each.start(),
        each.end(),
        each.spent(),
        each.estimated(),
        each.resolved(),
        each.billed(),
        each.writtenOff(),
        each.forgiven(),
        leased,
        holders);
  }

  private static DurableLedger with(
      DurableLedger ledger,
      List<BudgetStatus.WindowStatus> windows,
      List<String> requests,
      List<String> tokens,
      List<String> pods) {
    var budget = ledger.budget();
    return new DurableLedger(
        new BudgetStatus(
            budget.epoch(),
            budget.commitId(),
            budget.daily(),
            budget.monthly(),
            budget.holders(),
            windows,
            budget.months(),
            budget.resets(),
            budget.settlements(),
            requests,
            tokens),
        ledger.usage(),
        ledger.spenders(),
        pods);
  }

  /**
   * The ledger as earlier versions wrote it: with the sum of leases of the open day alone if {@code
   * told}, else of no day.
   */
  private static DurableLedger asEarlierVersions(DurableLedger ledger, boolean told) {
    var budget = ledger.budget();
    var windows =
        budget.windows().stream().map(each -> window(each, null, each.holders())).toList();
    return new DurableLedger(
        new BudgetStatus(
            budget.epoch(),
            budget.commitId(),
            told ? budget.daily() : null,
            budget.monthly(),
            budget.holders(),
            windows,
            budget.months(),
            budget.resets(),
            budget.settlements(),
            budget.requests(),
            budget.tokens()),
        ledger.usage(),
        ledger.spenders(),
        ledger.pods());
  }

  private static Money used(LedgerState state) {
    return state.days().stream().map(Day::used).reduce(Money.ZERO, Money::plus);
  }

  private static String lineOf(DurableLedger ledger, String holder) {
    return ledger.budget().windows().getFirst().holders().stream()
        .filter(each -> each.startsWith(holder + " "))
        .findFirst()
        .orElseThrow();
  }

  private static DurableLedger garbled(String holder, String by) {
    return withHolders(
        durable(used()),
        lines -> lines.stream().map(each -> each.startsWith(holder + " ") ? by : each).toList());
  }

  @Test
  void aWorkloadWithABlankInItsNameIsOneWord() {
    var state =
        Ledger.apply(LedgerState.EMPTY, TERMS, List.of(ask("a", "Kind/a b", 1)), NOON).next();
    var window = state.days().getFirst().seq();
    var next =
        Ledger.apply(
                state, TERMS, List.of(ask("a", "Kind/a b", 2, spent(window, "0.01"))), NOON + 1_000)
            .next();

    assertThat(next.pods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.workload()).startsWith("Kind/a_b-"));
    assertThat(durable(next).toState()).isEqualTo(next);
  }

  @Test
  void namesThatDifferInWhatALineCannotHoldStayTwo() {
    assertThat(LineNames.sanitize("a b"))
        .isNotEqualTo(LineNames.sanitize("a\tb"))
        .matches("[!-~]+");
    assertThat(LineNames.sanitize("x".repeat(400))).hasSize(LineNames.MAX_LENGTH);
    assertThat(LineNames.sanitize("")).matches("[!-~]+");
    assertThat(LineNames.sanitize("Deployment/chat")).isEqualTo("Deployment/chat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "", "ü", "a\nb"})
  void aHolderThatIsNoWordIsRefusedAndNotRenamed(String holder) {
    assertThatThrownBy(() -> ask(holder, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("holder");
  }

  @Test
  void aPodLineOfAnEarlierVersionWithABlankInTheWorkloadIsRead() {
    var ledger = durable(used());
    var old =
        with(
            ledger,
            ledger.budget().windows(),
            List.of(),
            List.of(),
            List.of("2026-11-22 0.25 1 app-1 Kind/a b"));

    var reading = old.read();

    assertThat(reading.dropped()).isEmpty();
    assertThat(reading.state().pods())
        .singleElement()
        .satisfies(
            pod -> {
              assertThat(pod.spent()).isEqualTo(dollars("0.25"));
              assertThat(pod.workload()).startsWith("Kind/a_b-");
            });
  }

  @Test
  void whatIsNoMoneyIsDroppedAndTold() {
    var ledger = durable(used());
    var broken =
        with(
            ledger,
            ledger.budget().windows(),
            List.of("#odd 1", "#share a b", "#pool 1 2", "a 12 3", "a 12 3 4"),
            List.of("a x 1 0"),
            List.of("nonsense"));

    var reading = broken.read();

    assertThat(reading.state().requests()).isEmpty();
    assertThat(reading.state().shares()).isEqualTo(RateShares.NONE);
    assertThat(reading.kept()).isEmpty();
    assertThat(reading.dropped())
        .hasSize(7)
        .anySatisfy(
            each ->
                assertThat(each).contains("status.budget.requests: 'a 12 3'", "has 3 parts, not 4"))
        .anySatisfy(each -> assertThat(each).contains("returns more than was issued"))
        .anySatisfy(each -> assertThat(each).contains("status.pods: 'nonsense'"));
  }

  @Test
  void aLeaseThatCannotBeReadStopsItsHolderOnlyAndStaysToTheLetter() {
    var garbage = "a i1 2 what is this";
    var reading = garbled("a", garbage).read();

    assertThat(reading.kept()).singleElement().asString().contains(garbage);
    assertThat(used(reading.state())).isEqualTo(used(used()));

    var window = reading.state().days().getFirst().seq();
    var outcome =
        Ledger.apply(
            reading.state(),
            TERMS,
            List.of(
                ask("a", 3, spent(window, "0.30")),
                ask("b", 3, spent(window, "0.30")),
                ask("d", 3)),
            NOON + 2_000);

    var stopped = outcome.answers().get(0);
    assertThat(stopped.windows()).as("neither granted nor disowned").isEmpty();
    assertThat(stopped.queued()).contains("status.budget.windows can't be read");
    assertThat(stopped.exhausted()).isNull();
    assertThat(outcome.answers().get(1).windows())
        .singleElement()
        .satisfies(grant -> assertThat(grant.reported()).isEqualTo(dollars("0.30")));
    assertThat(outcome.answers().get(2).windows())
        .singleElement()
        .satisfies(grant -> assertThat(grant.granted()).isGreaterThanOrEqualTo(dollars("0.5")));
    var written = durable(outcome.next());
    assertThat(written.budget().windows().getFirst().holders()).contains(garbage);
    assertThat(durable(written.toState()).budget().windows().getFirst().holders())
        .as("commit after commit")
        .contains(garbage);
    assertThat(written.toState()).isEqualTo(outcome.next());
  }

  @Test
  void aLineThatIsMendedGoesOnWhereItWas() {
    var line = lineOf(durable(used()), "a");
    var reading = garbled("a", "a i1 2 what is this").read();
    var mended =
        withHolders(
            durable(reading.state()),
            lines -> lines.stream().map(each -> each.startsWith("a ") ? line : each).toList());

    var state = mended.toState();
    assertThat(state.days().getFirst().unread()).isNull();
    var window = state.days().getFirst().seq();
    var next =
        Ledger.apply(state, TERMS, List.of(ask("a", 4, spent(window, "0.40"))), NOON + 3_000)
            .next();
    assertThat(next.days().getFirst().spent()).isEqualTo(dollars("0.65"));
  }

  @Test
  void whatCannotBeReadIsWrittenOffWithItsDay() {
    var state = garbled("a", "a i1 2 what is this").toState();
    var counted = used(state);
    var next = Ledger.apply(state, TERMS, List.of(), millis("2026-11-23T00:30:00Z")).next();
    var outcome = Ledger.apply(next, TERMS, List.of(), millis("2026-11-23T02:00:00Z"));

    assertThat(outcome.writtenOff())
        .singleElement()
        .satisfies(lost -> assertThat(lost.leases()).isEqualTo(3));
    var month = outcome.next().months().getFirst();
    assertThat(month.spent().plus(month.writtenOff())).isEqualTo(counted);
    assertThat(Ledger.floor(state, NOON).days().getFirst().used()).isEqualTo(counted);
  }

  @Test
  void aStatusOfAnEarlierVersionTellsTheSumOfTheOpenDay() {
    var earlier = asEarlierVersions(garbled("a", "a i1 2 what is this"), true);

    assertThat(used(earlier.toState())).isEqualTo(used(used()));
  }

  @Test
  void whereNothingTellsTheSumTheLargestAmountOfTheLineCounts() {
    var line = lineOf(durable(used()), "a");
    var earlier = asEarlierVersions(garbled("a", line + " more"), false);

    assertThat(used(earlier.toState())).isGreaterThanOrEqualTo(used(used()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a i1 2", "", " i1 2 1.00 0.00"})
  void whereNothingTellsHowMuchItIsOrWhoseNothingIsRead(String line) {
    var earlier = asEarlierVersions(garbled("a", line), false);

    assertThatThrownBy(earlier::toState)
        .isInstanceOf(LedgerUnreadableException.class)
        .hasMessageContaining("budget.windows[2026-11-22].holders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a i1 2 -1.00 0.00 0.00 0.00 0 0 0 0 0",
        "a i1 2 9999999999.00 0.00 0.00 0.00 0 0 0 0 0",
        "a i1 2 1.00 0.00 0.00 0.00 -5 0 0 0 0",
        "a i1 2 1.00 0.00 0.00 0.00 0 0 0 0 0 0",
        "a i1 9223372036854775808 1.00 0.00 0.00 0.00 0 0 0 0 0",
      })
  void numbersThatNobodyWroteAreNotRead(String line) {
    var reading = garbled("a", line).read();

    assertThat(reading.kept()).hasSize(1);
    assertThat(used(reading.state())).isEqualTo(used(used()));
  }

  @Test
  void aDayThatCannotBeToldStopsTheLedger() {
    var ledger = durable(used());
    var day = ledger.budget().windows().getFirst();
    var broken =
        new BudgetStatus.WindowStatus(
            day.seq(),
            day.id(),
            day.month(),
            day.zone(),
            "noon",
            day.end(),
            day.spent(),
            day.estimated(),
            null,
            null,
            day.writtenOff(),
            null,
            day.leased(),
            day.holders());

    assertThatThrownBy(
            () -> with(ledger, List.of(broken), List.of(), List.of(), List.of()).toState())
        .isInstanceOf(LedgerUnreadableException.class)
        .hasMessage("budget.windows[2026-11-22].start: 'noon' is no time such as RFC 3339 has");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 0.05, null billed at 0.05",
        "0.10, -, 0.10 billed at null",
        "0.21, 0.05, 0.21 billed at 0.05",
        "-0.10, 0.05, -0.10 billed at 0.05",
        "0.10, -0.05, 0.10 billed at -0.05",
        "0.10, 0.60, 0.10 billed at 0.60",
        "0.10, 1000000000.01, 0.10 billed at 1000000000.01"
      })
  void whatNoLedgerCanHaveSettledIsDroppedAndTheEstimatesCountInFull(
      @Nullable String resolved, @Nullable String billed, String told) {
    var ledger = durable(used());
    var day = ledger.budget().windows().getFirst();
    var broken =
        new BudgetStatus.WindowStatus(
            day.seq(),
            day.id(),
            day.month(),
            day.zone(),
            day.start(),
            day.end(),
            Money.parse("0.50"),
            Money.parse("0.20"),
            resolved == null ? null : Money.parse(resolved),
            billed == null ? null : Money.parse(billed),
            day.writtenOff(),
            null,
            day.leased(),
            day.holders());

    var reading = with(ledger, List.of(broken), List.of(), List.of(), List.of()).read();

    assertThat(reading.state().days().getFirst().resolved()).isEqualTo(Resolved.NONE);
    assertThat(reading.state().days().getFirst().use().booked()).isEqualTo(Money.parse("0.50"));
    assertThat(reading.dropped())
        .singleElement()
        .asString()
        .startsWith("status.budget.windows[2026-11-22].resolved: '" + told + "': it is no part of");
  }

  @Test
  void aMonthHasNoMoreUnbilledThanWasSpent() {
    var ledger = durable(used());
    var month = ledger.budget().months().getFirst();
    var budget = ledger.budget();
    var reading =
        new DurableLedger(
                new BudgetStatus(
                    budget.epoch(),
                    budget.commitId(),
                    budget.daily(),
                    budget.monthly(),
                    budget.holders(),
                    budget.windows(),
                    List.of(
                        new BudgetStatus.MonthStatus(
                            month.id(),
                            month.start(),
                            month.end(),
                            Money.parse("3.00"),
                            Money.ZERO,
                            Money.parse("3.01"),
                            null)),
                    budget.resets(),
                    budget.settlements(),
                    List.of(),
                    List.of()),
                ledger.usage(),
                List.of(),
                List.of())
            .read();

    assertThat(reading.state().months().getFirst().unbilled()).isEqualTo(Money.ZERO);
    assertThat(reading.dropped())
        .containsExactly("status.budget.months[2026-11].unbilled: '3.01': it is no part of spent");
  }

  /** Whatever text replaces a line, all other holders go on and every dollar stays counted. */
  @Property(tries = 3_000)
  void noTextOfALineStopsATakeoverNorLosesOrMakesMoney(@ForAll long seed) {
    var random = new Random(seed);
    var before = used();
    var ledger = durable(before);
    var victim = List.of("a", "b", "c").get(random.nextInt(3));
    var mutated =
        withHolders(
            ledger,
            lines ->
                lines.stream()
                    .map(
                        each -> each.startsWith(victim + " ") ? DamagedText.of(each, random) : each)
                    .toList());
    var everything =
        with(
            mutated,
            mutated.budget().windows(),
            List.of(DamagedText.of("#pool 1 2 3 4", random), DamagedText.of("a 12 3 0", random)),
            List.of(DamagedText.of("b 12 3 0", random)),
            List.of(DamagedText.of("2026-11-22 0.25 1 app-1 Deployment/app", random)));

    var state = everything.toState();

    assertThat(used(state)).isGreaterThanOrEqualTo(used(before));
    var window = state.days().getFirst().seq();
    var others = new ArrayList<>(List.of("a", "b", "c"));
    others.remove(victim);
    for (var other : others) {
      var outcome =
          Ledger.apply(state, TERMS, List.of(ask(other, 9, spent(window, "0.30"))), NOON + 2_000);
      assertThat(outcome.answers().getFirst().windows())
          .as(other)
          .anySatisfy(
              grant -> {
                assertThat(grant.known()).isTrue();
                assertThat(grant.reported()).isEqualTo(dollars("0.30"));
              });
      var written = durable(outcome.next());
      assertThat(written.toState()).isEqualTo(outcome.next());
      assertThat(used(written.toState())).isGreaterThanOrEqualTo(used(before));
      var daily = Objects.requireNonNull(written.budget().daily());
      var counted = daily.spent().plus(daily.leased()).plus(daily.writtenOff());
      assertThat(counted).isGreaterThanOrEqualTo(used(before));
    }
  }
}
