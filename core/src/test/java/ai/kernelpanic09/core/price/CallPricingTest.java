package ai.kernelpanic09.core.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.money.Money;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallPricingTest {

  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String LONG_STEP = "global.anthropic.claude-haiku-5-5";
  private static final PriceBook BOOK = PriceBook.embedded();

  private static CallPricing pricing(String id, GuardrailPrice guardrail) {
    var model = BOOK.find(id, "us-east-1").orElseThrow();
    return new CallPricing(model.tariff(), guardrail, model.bounds());
  }

  @ParameterizedTest
  @CsvSource({"global., 0.000279, 0.000279", "us., 0.0003069, 0.000307", "'', 0.0003069, 0.000307"})
  void theCallOfTheQuickstartCostsWhatItsProfileCosts(String prefix, String exact, String shown) {
    var cost = pricing(prefix + HAIKU, GuardrailPrice.NONE).cost(Usage.ofTokens(24, 51));
    assertThat(cost).isEqualTo(Money.parse(exact));
    assertThat(cost.roundedUp(6)).isEqualTo(shown);
  }

  /** The numbers of docs/budgets.md: calls of 400 bytes that may be answered with 4,096 tokens. */
  @Test
  void aDayHoldsSixTimesAsManyGuardedCallsAtOnceByUsualAnswers() {
    var book = PriceBook.embedded();
    var haiku = book.find("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1").orElseThrow();
    var guardrail =
        book.guardrail(
            EnumSet.of(
                ChargedPolicy.CONTENT, ChargedPolicy.TOPICS, ChargedPolicy.SENSITIVE_INFORMATION));
    var call = new CallShape(1, 400, 1_000, 0, false, false, false, 4_096);
    var day = Money.parse("10").nanoDollars();
    var proven = new CallPricing(haiku.tariff(), guardrail, haiku.bounds()).worstCase(call);
    var usual =
        new CallPricing(haiku.tariff(), guardrail, haiku.bounds().ofUsualAnswers()).worstCase(call);
    assertThat(day / proven.nanoDollars()).isEqualTo(42);
    assertThat(day / usual.nanoDollars()).isEqualTo(272);
  }

  @Test
  void everyKindOfTokenHasItsOwnPrice() {
    var usage =
        new Usage(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, GuardrailUnits.NONE);
    assertThat(pricing("global." + HAIKU, GuardrailPrice.NONE).cost(usage))
        .isEqualTo(Money.parse("9.35"));
  }

  /** Of 0.15 dollars per 1,000 text units for content, and of 0.10 for sensitive information. */
  @Test
  void eachGuardrailOfACallIsReservedAndBooked() {
    var own = BOOK.guardrail(EnumSet.of(ChargedPolicy.CONTENT));
    var added = BOOK.guardrail(EnumSet.of(ChargedPolicy.SENSITIVE_INFORMATION));
    var plain = pricing(HAIKU, own);
    var pricing =
        new CallPricing(
            plain.tariff(), own, plain.bounds(), List.of(added, added), BOOK.anyGuardrail());
    var shape = new CallShape(2, 5_000, 1_000, 0, false, false, false, 0);
    // All 5,000 bytes, and a begun unit for each of two parts, twice.
    assertThat(pricing.worstCase(shape).minus(plain.worstCase(shape)))
        .isEqualTo(Money.parse("0.0014"));
    assertThat(pricing.maxGuardrailCost(shape)).isEqualTo(Money.parse("0.00155"));
    var answered = new CallShape(2, 5_000, 1_000, 0, false, false, false, 1);
    assertThat(pricing.worstCase(answered).minus(pricing.worstCase(shape)))
        .isGreaterThan(Money.parse("0.0002"));
    var units = new GuardrailUnits(2, 3, 4, 0, 0, 0);
    // Topics are a policy of none of them, so that one must have come that nobody knew of.
    assertThat(pricing.guardrailCost(units)).isEqualTo(Money.parse("0.00115"));
    assertThat(plain.guardrailCost(units)).isEqualTo(Money.parse("0.0003"));
  }

  @Test
  void eachComponentIsRoundedUpToANanoDollar() {
    var price = new ModelPrice(Money.ofNanoDollars(1), Money.ofNanoDollars(1), null, null, null);
    var pricing =
        new CallPricing(
            Tariff.flat(price), GuardrailPrice.NONE, new ModelBounds(10, true, 1, 1, 1, 1));
    assertThat(pricing.cost(Usage.ofTokens(1, 1))).isEqualTo(Money.ofNanoDollars(2));
    assertThat(pricing.cost(Usage.NONE)).isEqualTo(Money.ZERO);
  }

  /** Claude Haiku 5.5: five times the price for every token of a prompt above 100,000 tokens. */
  @ParameterizedTest
  @CsvSource({
    "100000,      0,     0,    0, 500, 0.01025",
    "100001,      0,     0,    0, 500, 0.0512505",
    " 90000,  10000,     0,    0, 500, 0.00935",
    " 90000,  10001,     0,    0, 500, 0.04675005",
    "     1,  50000, 50000,    0,   0, 0.0337505",
    "     1,  50000,     0, 50000,   0, 0.0525005",
  })
  void theTokensThatWereReadDecideThePriceOfTheWholeCall(
      long input, long read, long write5m, long write1h, long output, String cost) {
    assertThat(
            pricing(LONG_STEP, GuardrailPrice.NONE)
                .cost(new Usage(input, output, read, write5m, write1h, GuardrailUnits.NONE)))
        .isEqualTo(Money.parse(cost));
  }

  @Test
  void aPromptThatMayBeLongIsReservedAsALongOne() {
    var pricing = pricing(LONG_STEP, GuardrailPrice.NONE);
    var shape = new CallShape(1, 100_000 - 64, 0, 0, false, false, false, 100);
    assertThat(pricing.worstCase(shape)).as("at the threshold").isEqualTo(Money.parse("0.01005"));
    assertThat(pricing.worstCase(new CallShape(1, 100_001 - 64, 0, 0, false, false, false, 100)))
        .as("one more")
        .isEqualTo(Money.parse("0.0502505"));
    assertThat(pricing.worstCase(shape.bounded(99_937)))
        .as("counted by the provider, with what a message adds")
        .isEqualTo(Money.parse("0.0502505"));
    assertThat(pricing.worstCase(new CallShape(1, 10, 0, 0, true, false, false, 100)))
        .as("not countable")
        .isEqualTo(Money.parse("0.50025"));
  }

  @Test
  void tokensWithoutAPriceAreNotFree() {
    var pricing = pricing("us.amazon.nova-micro-v1:0", GuardrailPrice.NONE);
    assertThatThrownBy(() -> pricing.cost(new Usage(1, 1, 0, 1, 0, GuardrailUnits.NONE)))
        .isInstanceOf(UnpricedUsageException.class)
        .hasMessageContaining("cacheWrite5m");
    assertThatThrownBy(() -> pricing.cost(Usage.ofTokens(-1, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void guardrailUnitsAreChargedByPolicy() {
    var guardrail = BOOK.guardrail(EnumSet.allOf(ChargedPolicy.class));
    assertThat(guardrail.of(new GuardrailUnits(1, 0, 0, 0, 0, 0)))
        .isEqualTo(Money.parse("0.00015"));
    assertThat(guardrail.of(new GuardrailUnits(0, 0, 0, 0, GuardrailUnits.ofReasoning(3, 2), 0)))
        .as("six units at 0.17 a thousand")
        .isEqualTo(Money.parse("0.00102"));
    assertThat(GuardrailUnits.ofReasoning(3, 0)).isEqualTo(3);
    assertThat(guardrail.of(new GuardrailUnits(2, 1, 1, 1, 0, 3))).isEqualTo(Money.parse("0.0029"));
    assertThat(guardrail.maxCost(1_001, 0)).isEqualTo(Money.parse("0.00168"));
    assertThat(new GuardrailUnits(1, 2, 3, 4, 5, 6).plus(new GuardrailUnits(1, 1, 1, 1, 1, 1)))
        .isEqualTo(new GuardrailUnits(2, 3, 4, 5, 6, 7));
  }

  @Test
  void whatCannotBeCountedIsBoundedByTheContextWindow() {
    var bounds = BOOK.find("us." + HAIKU, "us-east-1").orElseThrow().bounds();
    assertThat(bounds.maxInputTokens(new CallShape(1, 10, 10, 0, true, false, false, 1)))
        .isEqualTo(200_000);
    assertThat(bounds.maxInputTokens(new CallShape(2, 10, 10, 1, false, true, false, 1)))
        .isEqualTo(10 + 1_600 + 2 * 64 + 800);
    assertThat(
            bounds.maxInputTokens(
                new CallShape(2, 10, 10, 1, true, true, false, 1).bounded(18_000)))
        .as("counted by the provider")
        .isEqualTo(18_000 + 2 * 64 + 800);
    assertThat(bounds.maxInputTokens(new CallShape(1, 5_000_000, 10, 0, false, false, false, 1)))
        .isEqualTo(200_000);
    var mistral = BOOK.find("mistral.mistral-7b-instruct-v0:2", "us-east-1").orElseThrow().bounds();
    assertThat(mistral.maxInputTokens(new CallShape(1, 10, 10, 0, false, false, false, 1)))
        .isEqualTo(32_768);
  }

  /** Any bill that the bounds allow is covered by the worst case. */
  @Property(tries = 500)
  void theWorstCaseCoversEveryPossibleBill(@ForAll long seed) {
    var random = new Random(seed);
    var policies = EnumSet.noneOf(ChargedPolicy.class);
    for (var policy : ChargedPolicy.values()) {
      if (random.nextBoolean()) {
        policies.add(policy);
      }
    }
    var pricing =
        pricing(random.nextBoolean() ? "us." + HAIKU : LONG_STEP, BOOK.guardrail(policies));
    var characters = random.nextInt(20_000);
    var images = random.nextInt(3);
    var cachePoint = random.nextBoolean();
    var shape =
        new CallShape(
            1 + random.nextInt(5),
            random.nextInt(300_000),
            characters,
            images,
            random.nextInt(10) == 0,
            random.nextBoolean(),
            cachePoint,
            random.nextInt(5_000));
    var input = random.nextLong(pricing.bounds().maxInputTokens(shape) + 1);
    var read = cachePoint ? random.nextLong(input + 1) : 0;
    var write5m = cachePoint ? random.nextLong(input - read + 1) : 0;
    var write1h = cachePoint ? random.nextLong(input - read - write5m + 1) : 0;
    var output = shape.maxTokens() == 0 ? 0 : random.nextLong(shape.maxTokens() + 1);
    var answerCharacters =
        output == 0 ? 0 : random.nextLong(output * pricing.bounds().bytesPerToken() + 1);
    var units = Math.ceilDiv(characters, 1_000) + Math.ceilDiv(answerCharacters, 1_000L);
    var usage =
        new Usage(
            input - read - write5m - write1h,
            output,
            read,
            write5m,
            write1h,
            new GuardrailUnits(units, units, units, units, 2 * units, images));
    assertThat(pricing.cost(usage)).isLessThanOrEqualTo(pricing.worstCase(shape));
  }
}
