package ai.kernelpanic09.core.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {

  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

  private final PriceBook book = PriceBook.embedded(NOW);

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "eu.anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0, 1, 5, 0.10, 1.25, 2",
    "anthropic.claude-sonnet-4-5-20250929-v1:0, 3.30, 16.50, 0.33, 4.125, 6.60",
    "eu.anthropic.claude-opus-4-5-20251101-v1:0, 5.50, 27.50, 0.55, 6.875, 11",
    "us.anthropic.claude-sonnet-4-20250514-v1:0, 3, 15, 0.30, 3.75,",
    "us.anthropic.claude-sonnet-5, 2.20, 11, 0.22, 2.75, 4.40",
    "us.amazon.nova-micro-v1:0, 0.035, 0.14, 0.00875,,",
    "eu.amazon.nova-micro-v1:0, 0.046, 0.184,,,",
  })
  void pricesModelsAsTheyAreCalled(
      String id,
      String input,
      String output,
      @Nullable String read,
      @Nullable String write5m,
      @Nullable String write1h) {
    var price = book.find(id, "us-east-1").orElseThrow().price();
    assertThat(price)
        .isEqualTo(
            new ModelPrice(
                Money.parse(input),
                Money.parse(output),
                read == null ? null : Money.parse(read),
                write5m == null ? null : Money.parse(write5m),
                write1h == null ? null : Money.parse(write1h)));
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0,"
        + " in:*/anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0,"
        + " geo/anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0,"
        + " global/anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0,"
        + " in:us-gov/anthropic.claude-haiku-4-5-20251001-v1:0",
  })
  void pricesArnsByTheirOwnRegion(String arn, String key) {
    assertThat(book.find(arn, "eu-west-1").orElseThrow().key()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-mythos-preview, us-east-1",
    "eu.anthropic.claude-3-5-haiku-20241022-v1:0, eu-west-1",
    "amazon.titan-text-express-v1, us-east-1",
    "amazon.nova-micro-v1:0, eu-west-2",
    "us-gov.anthropic.claude-haiku-4-5-20251001-v1:0, us-gov-west-1",
    "anthropic.claude-sonnet-4-6, us-gov-west-1",
    "anthropic.claude-sonnet-4-6, cn-north-1",
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6, us-east-1",
    "not a model, us-east-1",
    "'', us-east-1",
  })
  void knowsNoPriceRatherThanAWrongOne(String id, String region) {
    assertThat(book.find(id, region)).isEmpty();
  }

  @Test
  void boundsFollowTheModel() {
    var haiku = book.find("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1").orElseThrow();
    assertThat(haiku.maxOutputTokens()).isEqualTo(64_000);
    assertThat(haiku.bounds()).isEqualTo(new ModelBounds(200_000, true, 1_600, 64, 800, 128));
    var opus = book.find("us.anthropic.claude-opus-5", "us-east-1").orElseThrow();
    assertThat(opus.bounds().tokensPerImage()).isEqualTo(4_784);
    var mistral = book.find("mistral.mistral-7b-instruct-v0:2", "us-east-1").orElseThrow();
    assertThat(mistral.bounds().byteLevelTokens()).isFalse();
    assertThat(mistral.bounds().tokensPerImage()).isEqualTo(mistral.bounds().contextWindow());
  }

  @Test
  void newerClaudesCostATenthMoreThanGlobalEverywhereElse() {
    for (var model :
        Set.of(
            "anthropic.claude-haiku-4-5-20251001-v1:0",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "anthropic.claude-sonnet-4-6",
            "anthropic.claude-sonnet-5",
            "anthropic.claude-opus-4-5-20251101-v1:0",
            "anthropic.claude-opus-4-6-v1",
            "anthropic.claude-opus-4-7",
            "anthropic.claude-opus-4-8",
            "anthropic.claude-opus-5",
            "anthropic.claude-opus-5-5",
            "anthropic.claude-fable-5",
            "anthropic.claude-fable-5-1")) {
      var global = book.find("global." + model, "us-east-1").orElseThrow().price();
      for (var id : Set.of(model, "us." + model, "jp." + model)) {
        var price = book.find(id, "us-east-1").orElseThrow().price();
        assertThat(price.input().times(10)).as(id).isEqualTo(global.input().times(11));
        assertThat(price.output().times(10)).as(id).isEqualTo(global.output().times(11));
      }
    }
  }

  @Test
  void everyRowOfTheTableIsFoundByTheIdThatItIsFor() {
    var seen = new HashSet<String>();
    for (var row : PriceTable.embedded("prices.tsv", 11)) {
      var key = row[0] + "/" + row[1];
      assertThat(seen.add(key + row[2] + " " + row[8])).as("twice: " + key).isTrue();
      var id =
          row[0].startsWith("in:") ? row[1] : (row[0].equals("geo") ? "ca" : row[0]) + "." + row[1];
      var region =
          switch (row[0]) {
            case "in:*" -> "eu-central-1";
            case "in:us" -> "us-west-2";
            case "in:us-gov" -> "us-gov-east-1";
            default -> row[0].startsWith("in:") ? row[0].substring(3) : "us-east-1";
          };
      var model = book.find(id, region).orElseThrow();
      assertThat(model.key()).isEqualTo(key);
      if (!row[2].equals(PriceTable.NONE)) {
        var longPrompts = Objects.requireNonNull(model.tariff().longPrompts());
        assertThat(longPrompts.aboveTokens()).isEqualTo(Long.parseLong(row[2]));
        assertThat(longPrompts.price().input()).isEqualTo(Money.parse(row[3]));
      }
    }
  }

  @Test
  void aPriceHoldsFromItsFirstDayToItsLast() {
    var prices =
        """
        geo\ta.model\t-\t2\t10\t-\t-\t-\t-\t2026-08-31\tx
        geo\ta.model\t-\t3\t15\t-\t-\t-\t2026-09-01\t-\tx
        """;
    assertThat(inputOn(prices, "2026-08-31T23:59:59Z")).isEqualTo("2.00");
    assertThat(inputOn(prices, "2026-09-01T00:00:00Z")).isEqualTo("3.00");
  }

  private static String inputOn(String prices, String now) {
    return on(prices, now).price().input().toString();
  }

  private static Tariff on(String prices, String now) {
    return PriceBook.of(
            prices, "*\t1000\t100\tother\t-\t1\t1", "", InstantSource.fixed(Instant.parse(now)))
        .find("us.a.model", "us-east-1")
        .orElseThrow()
        .tariff();
  }

  @Test
  void aRowOfLongPromptsStandsBesideTheOneOfOthers() {
    var now = "2026-09-01T00:00:00Z";
    var usual = "geo\ta.model\t-\t2\t10\t-\t-\t-\t-\t-\tx\n";
    var tariff = on(usual + "geo\ta.model\t800\t4\t15\t-\t-\t-\t-\t-\tx", now);
    assertThat(tariff.of(800).input()).isEqualTo(Money.parse("2"));
    assertThat(tariff.of(801).input()).isEqualTo(Money.parse("4"));
    assertThat(tariff.dearest().output()).isEqualTo(Money.parse("15"));
    assertThat(on(usual + "geo\ta.model\t800\t4\t15\t-\t-\t-\t-\t2026-08-31\tx", now))
        .as("long prompts cost no more from September on")
        .isEqualTo(Tariff.flat(tariff.price()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, -, 'input: 1.00 for long prompts is below 2.00 for others'",
    "2,  9, -, 'output: 9.00 for long prompts is below 10.00 for others'",
    "2, 10, 1, 'cacheRead: needs a price for long prompts and for others, or for neither'",
  })
  void longPromptsAreNeverCheaperThanOthers(
      String input, String output, String cacheRead, String why) {
    var rows =
        "geo\ta.model\t-\t2\t10\t-\t-\t-\t-\t-\tx\ngeo\ta.model\t800\t%s\t%s\t%s\t-\t-\t-\t-\tx"
            .formatted(input, output, cacheRead);
    assertThatThrownBy(() -> on(rows, "2026-09-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @Test
  void aTableWithAPriceOfZeroIsRefused() {
    assertThatThrownBy(
            () -> inputOn("geo\ta.model\t-\t0\t1\t-\t-\t-\t-\t-\tx", "2026-09-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> inputOn("geo\ta.model\t1\t1", "2026-09-01T00:00:00Z"))
        .hasMessageContaining("prices:1: 4 columns, not 11");
  }

  @Test
  void onlyAModelThatMakesVectorsHasNoPriceOfOutput() {
    var titan = book.find("amazon.titan-embed-text-v2:0", "eu-west-1").orElseThrow();
    assertThat(titan.price().input()).isEqualTo(Money.parse("0.02"));
    assertThat(titan.price().output()).isEqualTo(Money.ZERO);
    assertThat(titan.maxOutputTokens()).isZero();
    assertThatThrownBy(
            () -> inputOn("geo\ta.model\t-\t1\t-\t-\t-\t-\t-\t-\tx", "2026-09-01T00:00:00Z"))
        .hasMessage("a.model: only a model that generates nothing has no price of output");
    var priced = new CallPricing(titan.tariff(), GuardrailPrice.NONE, titan.bounds());
    assertThat(priced.cost(Usage.ofTokens(1_000_000, 0))).isEqualTo(Money.parse("0.02"));
    assertThatThrownBy(() -> priced.cost(Usage.ofTokens(1, 1)))
        .isInstanceOf(UnpricedUsageException.class);
  }

  @Test
  void anOverrideOfInputAlonePricesAModelThatMakesVectors() {
    var unknown = "cohere.embed-v4:7";
    assertThat(book.find(unknown, "us-east-1")).isEmpty();
    assertThat(book.find(unknown, "us-east-1", override(null, "1"), false)).isEmpty();
    var model = book.find(unknown, "us-east-1", override("1", null), false).orElseThrow();
    assertThat(model.price().input()).isEqualTo(Money.parse("1"));
    assertThat(model.price().output()).isEqualTo(Money.ZERO);
  }

  @Test
  void anOverrideRaises() {
    var raised = override("2", null);
    var model =
        book.find("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1", raised, false)
            .orElseThrow();
    assertThat(model.price().input()).isEqualTo(Money.parse("2"));
    assertThat(model.price().output()).isEqualTo(Money.parse("5.5"));
    assertThat(model.source()).endsWith("+spec.pricing");
  }

  @Test
  void anOverrideLowersOnlyWhereThatIsAllowed() {
    var lowered = override(null, "5");
    var id = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    assertThatThrownBy(() -> book.find(id, "us-east-1", lowered, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pricing.output: 5.00 is below the known price of 5.50");
    assertThat(book.find(id, "us-east-1", lowered, true).orElseThrow().price().output())
        .isEqualTo(Money.parse("5"));
  }

  @Test
  void anOverridePricesWhatIsUnknownOnlyWhenWhole() {
    var id = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc123";
    assertThat(book.find(id, "us-east-1", override("1", null), false)).isEmpty();
    var model = book.find(id, "us-east-1", override("1", "2"), false).orElseThrow();
    assertThat(model.price().output()).isEqualTo(Money.parse("2"));
    assertThat(model.bounds().byteLevelTokens()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void anOverrideNeverMakesFree(String price) {
    assertThatThrownBy(() -> override(price, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pricing.input");
  }

  private static PriceOverride override(@Nullable String input, @Nullable String output) {
    return new PriceOverride(named(input, output, null), null);
  }

  private static PriceOverride.Named named(
      @Nullable String input, @Nullable String output, @Nullable String cacheWrite1h) {
    return new PriceOverride.Named(
        input == null ? null : Money.parse(input),
        output == null ? null : Money.parse(output),
        null,
        null,
        cacheWrite1h == null ? null : Money.parse(cacheWrite1h));
  }

  private static PriceOverride longPrompts(long above, PriceOverride.Named named) {
    return new PriceOverride(PriceOverride.NONE.usual(), new PriceOverride.NamedLong(above, named));
  }

  private Tariff haiku(PriceOverride override, boolean mayLower) {
    return book.find("global.anthropic.claude-haiku-5-5", "us-east-1", override, mayLower)
        .orElseThrow()
        .tariff();
  }

  @Test
  void anOverrideOfOtherPromptsRaisesLongOnesWithThem() {
    var raised = haiku(override("0.7", "1"), false);
    assertThat(raised.of(100_000).input()).isEqualTo(Money.parse("0.7"));
    assertThat(raised.of(100_001).input()).isEqualTo(Money.parse("0.7"));
    assertThat(raised.of(100_001).output()).isEqualTo(Money.parse("2.5"));
  }

  @Test
  void anOverridePricesLongPrompts() {
    var raised = haiku(longPrompts(50_000, named("0.6", null, null)), false);
    assertThat(raised.of(50_000)).isEqualTo(haiku(PriceOverride.NONE, false).price());
    assertThat(raised.of(50_001).input()).isEqualTo(Money.parse("0.6"));
    assertThat(raised.of(50_001).cacheRead()).isEqualTo(Money.parse("0.05"));

    var unknown =
        new PriceOverride(
            named("1", "2", null), new PriceOverride.NamedLong(1_000, named("2", null, null)));
    var tariff = book.find("a.model", "us-east-1", unknown, false).orElseThrow().tariff();
    assertThat(tariff.of(1_001))
        .isEqualTo(new ModelPrice(Money.parse("2"), Money.parse("2"), null, null, null));
  }

  @Test
  void anOverrideLowersLongPromptsOnlyWhereThatIsAllowedAndNeverBelowOthers() {
    var cheaper = longPrompts(100_000, named("0.2", null, null));
    assertThatThrownBy(() -> haiku(cheaper, false))
        .hasMessage("pricing.longPrompts.input: 0.20 is below the known price of 0.50");
    assertThat(haiku(cheaper, true).dearest().input()).isEqualTo(Money.parse("0.2"));
    assertThatThrownBy(() -> haiku(longPrompts(100_000, named("0.05", null, null)), true))
        .hasMessage("pricing.longPrompts.input: 0.05 for long prompts is below 0.10 for others");

    var later = longPrompts(200_000, named("0.6", null, null));
    assertThatThrownBy(() -> haiku(later, false))
        .hasMessage(
            "pricing.longPrompts.aboveTokens: 200000 is above 100000, from which on prompts are"
                + " known to cost more");
    assertThat(haiku(later, true).of(150_000).input()).isEqualTo(Money.parse("0.1"));
  }

  @Test
  void anOverrideOfLongPromptsNamesItsMembers() {
    assertThatThrownBy(() -> longPrompts(1, named("0", null, null)))
        .hasMessage("pricing.longPrompts.input: 0.00 is no price");
    assertThatThrownBy(() -> longPrompts(0, named("1", null, null)))
        .hasMessage("pricing.longPrompts.aboveTokens: must be at least 1, not 0");
    assertThatThrownBy(() -> longPrompts(1, named(null, null, null)))
        .hasMessage("pricing.longPrompts: names no price");
    assertThatThrownBy(
            () ->
                book.find(
                    "a.model",
                    "us-east-1",
                    new PriceOverride(
                        named("1", "2", null),
                        new PriceOverride.NamedLong(9, named(null, null, "3"))),
                    false))
        .hasMessage(
            "pricing.longPrompts.cacheWrite1h: needs a price for long prompts and for others, or"
                + " for neither");
  }

  @Test
  void guardrailsCostByWhatIsConfigured() {
    assertThat(book.guardrail(EnumSet.noneOf(ChargedPolicy.class))).isEqualTo(GuardrailPrice.NONE);
    assertThat(
            book.guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION)))
        .isEqualTo(
            new GuardrailPrice(
                Money.parse("0.15"),
                Money.ZERO,
                Money.parse("0.10"),
                Money.ZERO,
                Money.ZERO,
                Money.ZERO));
    assertThat(book.guardrail(EnumSet.allOf(ChargedPolicy.class)).image())
        .isEqualTo(Money.parse("0.00075"));
  }
}
