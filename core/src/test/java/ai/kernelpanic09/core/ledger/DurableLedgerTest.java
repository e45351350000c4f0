package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DurableLedgerTest {

  private static final long NOW = millis("2026-11-22T12:00:00Z");
  private static final BudgetTerms TERMS = terms("10", "200", "UTC");

  @Property(tries = 300)
  void readsBackWhatItWrites(@ForAll long seed) {
    var state = random(new Random(seed));
    assertThat(DurableLedger.of(state, TERMS, NOW).toState()).isEqualTo(state);
  }

  @Property(tries = 100)
  void survivesJson(@ForAll long seed) throws JsonProcessingException {
    var json = new ObjectMapper();
    var durable = DurableLedger.of(random(new Random(seed)), TERMS, NOW);
    assertThat(json.readValue(json.writeValueAsString(durable), DurableLedger.class))
        .isEqualTo(durable);
    var floor = Ledger.floor(durable.toState(), NOW);
    assertThat(json.readValue(json.writeValueAsString(floor), Floor.class)).isEqualTo(floor);
  }

  @Test
  void showsDayAndMonthAsPeopleReadThem() {
    var lease =
        new Lease(
            "pod",
            "i1",
            3,
            dollars("2"),
            dollars("0.5"),
            dollars("0.25"),
            Money.ZERO,
            UsageTotals.ZERO,
            false);
    var today =
        new Day(
            20_779,
            "2026-11-22",
            "2026-11",
            "UTC",
            millis("2026-11-22T00:00:00Z"),
            millis("2026-11-23T00:00:00Z"),
            dollars("4"),
            dollars("0.75"),
            Resolved.NONE,
            dollars("1"),
            Money.ZERO,
            List.of(lease),
            null);
    var month =
        new Month(
            "2026-11",
            millis("2026-11-01T00:00:00Z"),
            millis("2026-12-01T00:00:00Z"),
            dollars("50"),
            dollars("3"),
            Money.ZERO,
            Money.ZERO);
    var state =
        new LedgerState(
            2,
            "c9",
            List.of(today),
            List.of(month),
            List.of(),
            List.of(),
            RateShares.NONE,
            List.of(),
            UsageTotals.ZERO,
            dollars("54"),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    var budget = DurableLedger.of(state, TERMS, NOW).budget();
    var daily = Objects.requireNonNull(budget.daily());
    assertThat(budget.holders()).isEqualTo(1);
    assertThat(daily.leased()).isEqualTo(dollars("1.25"));
    assertThat(daily.available()).isEqualTo(dollars("3.75"));
    assertThat(daily.estimated()).isEqualTo(dollars("0.75"));
    assertThat(daily.windowEnd()).isEqualTo("2026-11-23T00:00:00Z");
    assertThat(daily.exhausted()).isFalse();
    var monthly = Objects.requireNonNull(budget.monthly());
    assertThat(monthly.spent()).isEqualTo(dollars("54"));
    assertThat(monthly.writtenOff()).isEqualTo(dollars("4"));
    assertThat(monthly.available()).isEqualTo(dollars("140.75"));
    assertThat(budget.windows().getFirst().holders())
        .containsExactly("pod i1 3 2.00 0.50 0.25 0.00 0 0 0 0 0");

    var spent = DurableLedger.of(state, terms("5", null, "UTC"), NOW).budget();
    assertThat(Objects.requireNonNull(spent.daily()).exhausted()).isTrue();
    assertThat(Objects.requireNonNull(spent.daily()).overcommitted()).isTrue();
    assertThat(Objects.requireNonNull(spent.daily()).available()).isEqualTo(Money.ZERO);
    assertThat(Objects.requireNonNull(spent.monthly()).limit()).isNull();
    assertThat(Objects.requireNonNull(spent.monthly()).exhausted()).isFalse();
    assertThat(Objects.requireNonNull(spent.monthly()).overcommitted()).isFalse();
    assertThat(DurableLedger.of(state, TERMS, NOW + 86_400_000).budget().daily()).isNull();
  }

  private static List<StandingTokens> standing(Random random) {
    var all = new ArrayList<StandingTokens>();
    for (var i = 0; i < random.nextInt(3); i++) {
      var used = random.nextInt(100);
      var returned = random.nextInt(100);
      all.add(
          new StandingTokens(
              "pod-" + i,
              "i" + random.nextInt(9),
              random.nextInt(100),
              random.nextInt(1_000),
              used + returned + random.nextInt(9),
              used,
              returned,
              random.nextInt(9),
              NOW + random.nextInt(90_000)));
    }
    return all;
  }

  static LedgerState random(Random random) {
    var windows = new ArrayList<Day>();
    var start = millis("2026-11-21T00:00:00Z");
    for (var i = 0; i < random.nextInt(3); i++) {
      var leases = new ArrayList<Lease>();
      for (var each = 0; each < random.nextInt(4); each++) {
        leases.add(
            new Lease(
                "pod-" + each,
                "i" + random.nextInt(9),
                random.nextInt(1_000),
                money(random),
                money(random),
                money(random),
                money(random),
                usage(random),
                random.nextBoolean()));
      }
      var spent = money(random);
      var estimated = money(random);
      windows.add(
          new Day(
              20_778 + i,
              "2026-11-" + (21 + i),
              "2026-11",
              "Europe/Berlin",
              start + i * 86_400_000L,
              start + (i + 1) * 86_400_000L,
              spent,
              estimated,
              resolved(random, spent.min(estimated)),
              money(random),
              money(random),
              leases,
              null));
    }
    var ofMonth = money(random);
    return new LedgerState(
        random.nextInt(100),
        "c" + random.nextInt(),
        windows,
        List.of(
            new Month(
                "2026-11",
                start,
                start + 86_400_000L * 9,
                ofMonth,
                money(random),
                part(random, ofMonth),
                money(random))),
        slots(random),
        slots(random),
        shares(random),
        standing(random),
        usage(random),
        money(random),
        List.of(new Spender("Deployment/app", "2026-11", money(random), random.nextInt(100))),
        List.of(
            new PodSpend(
                "2026-11-22", "app-1", "Deployment/app", money(random), random.nextInt(100))),
        List.of(
            new Reset(
                "r1", "2026-11-22T10:00:00Z", "alice", "2026-11", money(random), "load test")),
        List.of(
            new EstimateSettlement(
                "s1",
                "2026-11-22T10:00:00Z",
                "alice",
                "2026-11-22",
                money(random),
                money(random),
                "logs of the 22nd",
                random.nextBoolean() ? null : "it is closed")));
  }

  /** None, or what a ledger would have settled; more may be billed than was booked. */
  private static Resolved resolved(Random random, Money most) {
    if (random.nextBoolean()) {
      return Resolved.NONE;
    }
    var estimates = part(random, most);
    return new Resolved(estimates, part(random, estimates.plus(most.minus(estimates))));
  }

  private static Money part(Random random, Money whole) {
    return Money.ofNanoDollars(random.nextLong(whole.nanoDollars() + 1));
  }

  private static List<RateSlot> slots(Random random) {
    return random
        .ints(random.nextInt(4), 0, 1_000)
        .mapToObj(slot -> new RateSlot("pod-" + slot % 3, slot, 2_000 + slot, slot))
        .toList();
  }

  private static RateShares shares(Random random) {
    if (random.nextBoolean()) {
      return RateShares.NONE;
    }
    var holders =
        random
            .ints(random.nextInt(4), 0, 1_000)
            .mapToObj(n -> new RateShare("pod-" + n, "i" + n, n, n, n + 9, 5L * n, 7_000L + n))
            .toList();
    return new RateShares(
        random.nextInt(9), holders, random.nextInt(99), random.nextInt(99), random.nextInt(99));
  }

  private static Money money(Random random) {
    return Money.ofNanoDollars(random.nextLong(1L << (1 + random.nextInt(50))));
  }

  private static UsageTotals usage(Random random) {
    return new UsageTotals(
        random.nextInt(1_000),
        random.nextInt(1_000_000),
        random.nextInt(1_000_000),
        random.nextInt(1_000_000),
        random.nextInt(1_000_000));
  }
}
