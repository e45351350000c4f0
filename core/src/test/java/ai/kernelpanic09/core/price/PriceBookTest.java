package ai.kernelpanic09.core.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {

  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

  private static final PriceQuery HAIKU =
      PriceQuery.of("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1");
  private static final String ANY_MODEL = "*\t1000\t100\tother\t-\t1\t1";

  private final PriceBook book = PriceBook.embedded(NOW);

  private Optional<PricedModel> find(String id, PriceOverride override, boolean mayLower) {
    return book.find(PriceQuery.of(id, "us-east-1"), override, mayLower);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "eu.anthropic.claude-haiku-4-5-20251001-v1:0, 1.10, 5.50, 0.11, 1.375, 2.20",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0, 1, 5, 0.10, 1.25, 2",
    "anthropic.claude-sonnet-4-5-20250929-v1:0, 3.30, 16.50, 0.33, 4.125, 6.60",
    "eu.anthropic.claude-opus-4-5-20251101-v1:0, 5.50, 27.50, 0.55, 6.875, 11",
    "us.anthropic.claude-opus-4-1-20250805-v1:0, 15, 75, 1.50, 18.75,",
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
    "anthropic.claude-sonnet-4-6, eusc-de-east-1",
    "eu.anthropic.claude-sonnet-4-6, eusc-de-east-1",
    "global.anthropic.claude-sonnet-4-6, eusc-de-east-1",
    "anthropic.claude-sonnet-4-6, us-iso-east-1",
    "amazon.nova-micro-v1:0, us-iso-east-1",
    "us.amazon.nova-micro-v1:0, us-isob-east-1",
    "us.anthropic.claude-sonnet-4-6, us-gov-west-1",
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
    for (var row : rows()) {
      var key = row.key() + " " + row.tier() + " " + row.above();
      assertThat(seen.add(key + " " + row.validity().from())).as("twice: " + key).isTrue();
      for (var day : days(row.validity())) {
        var model = PriceBook.embedded(day).find(query(row)).orElseThrow();
        assertThat(model.key()).isEqualTo(row.key());
        var longPrompts = model.tariff().longPrompts();
        if (row.above() != null) {
          assertThat(longPrompts).isEqualTo(new LongPrompts(row.above(), row.price()));
        } else {
          assertThat(model.price()).isEqualTo(row.price());
        }
      }
    }
  }

  private static List<PriceRow> rows() {
    return PriceTable.embedded(PriceRow.TABLE, PriceRow.COLUMNS).stream()
        .map(PriceRow::of)
        .toList();
  }

  /** Days on which a price holds: the first and the last, and now if neither is known. */
  private static List<InstantSource> days(Validity validity) {
    var days =
        Stream.of(Optional.ofNullable(validity.from()), Optional.ofNullable(validity.to()))
            .flatMap(Optional::stream)
            .map(day -> InstantSource.fixed(day.atTime(12, 0).toInstant(ZoneOffset.UTC)))
            .toList();
    return days.isEmpty() ? List.of(NOW) : days;
  }

  private static PriceQuery query(PriceRow row) {
    var scope = row.scope();
    var id =
        scope.startsWith("in:")
            ? row.model()
            : (scope.equals("geo") ? "ca" : scope) + "." + row.model();
    var region =
        switch (scope) {
          case "in:*" -> "eu-central-1";
          case "in:us" -> "us-west-2";
          case "in:us-gov" -> "us-gov-east-1";
          default -> scope.startsWith("in:") ? scope.substring(3) : "us-east-1";
        };
    return PriceQuery.of(id, region).in(row.tier());
  }

  @Test
  void everyPricedModelHasBoundsOfItsOwn() {
    var anyModel = find("a.model", override("1", "2"), false).orElseThrow().bounds();
    for (var row : rows()) {
      var model = PriceBook.embedded(days(row.validity()).getFirst()).find(query(row));
      assertThat(model.orElseThrow().bounds()).as(row.model()).isNotEqualTo(anyModel);
    }
  }

  @Test
  void noWindowIsRoundedDown() {
    for (var row : PriceTable.embedded(ModelFamily.TABLE, ModelFamily.COLUMNS)) {
      var window = ModelFamily.of(row).bounds().contextWindow();
      assertThat(window % 1_000 == 0 && !row[0].startsWith("anthropic."))
          .as(row[0] + ": " + window)
          .isFalse();
    }
  }

  @Test
  void aPriceThatHasEndedIsNotGoneOnWith() {
    var legacy = PriceQuery.of("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "us-east-1");
    assertThat(book.find(legacy)).isEmpty();
    assertThat(book.lastDay(legacy)).hasValue(LocalDate.parse("2026-04-28"));
    assertThat(book.lastDay(PriceQuery.of("a.model", "us-east-1"))).isEmpty();
    assertThat(book.lastDay(HAIKU)).isEmpty();
    var later = PriceQuery.of("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "us-east-1");
    assertThat(book.find(later).orElseThrow().price().input()).isEqualTo(Money.parse("6"));
  }

  @Test
  void aPriceEndsWhereAwsAnnouncesExtendedAccessUnlessARowBeginsThere() {
    var announced = HAIKU.living(lifecycle("2026-11-22T18:00:00Z", null));
    assertThat(book.find(announced)).isEmpty();
    assertThat(book.lastDay(announced)).hasValue(LocalDate.parse("2026-11-21"));
    assertThat(book.find(announced, override("2", "10"), false).orElseThrow().key())
        .as("the endpoint's own price")
        .startsWith("spec.pricing/");

    var tomorrow = HAIKU.living(lifecycle("2026-11-23T00:00:00Z", null));
    assertThat(book.find(tomorrow).orElseThrow().until())
        .isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
    assertThat(book.find(HAIKU).orElseThrow().until()).isNull();

    var rows =
        """
        geo\ta.model\tdefault\t-\t3\t15\t-\t-\t-\t-\t-\tx
        geo\ta.model\tdefault\t-\t6\t30\t-\t-\t-\t2026-11-22\t-\tx
        """;
    assertThat(
            PriceBook.of(rows, ANY_MODEL, "", NOW)
                .find(
                    PriceQuery.of("us.a.model", "us-east-1")
                        .living(lifecycle("2026-11-22T00:00:00Z", null)))
                .orElseThrow()
                .price()
                .input())
        .isEqualTo(Money.parse("6"));
  }

  @Test
  void noPriceOutlivesItsModel() {
    var gone = HAIKU.living(lifecycle("2026-05-01T00:00:00Z", "2026-11-01T00:00:00Z"));
    assertThat(book.find(gone)).isEmpty();
    assertThat(book.lastDay(gone)).hasValue(LocalDate.parse("2026-04-30"));
  }

  private static ModelLifecycle lifecycle(@Nullable String extended, @Nullable String end) {
    return new ModelLifecycle(
        extended == null ? null : Instant.parse(extended), end == null ? null : Instant.parse(end));
  }

  @Test
  void aServiceTierHasItsOwnPriceOrNone() {
    var qwen = PriceQuery.of("qwen.qwen3-32b-v1:0", "us-east-1");
    var priority = book.find(qwen.in(ServiceTier.PRIORITY)).orElseThrow();
    assertThat(priority.tariff().serviceTier()).isEqualTo(ServiceTier.PRIORITY);
    assertThat(priority.price().input()).isEqualTo(Money.parse("0.2625"));
    assertThat(priority.dearest()).isEqualTo(priority.price());
    assertThat(book.find(qwen.in(ServiceTier.RESERVED))).isEmpty();
    assertThat(book.find(PriceQuery.of("qwen.qwen3-32b-v1:0", "us-west-2").in(ServiceTier.FLEX)))
        .isEmpty();
    assertThat(book.find(qwen).orElseThrow().tariff().isFlat()).isTrue();
  }

  @Test
  void aCheaperTierIsReservedByOldSidecarsAtTheDefaultTiersPrice() {
    var flex =
        book.find(PriceQuery.of("qwen.qwen3-32b-v1:0", "us-east-1").in(ServiceTier.FLEX))
            .orElseThrow();
    assertThat(flex.price().output()).isEqualTo(Money.parse("0.3"));
    assertThat(flex.dearest().output()).isEqualTo(Money.parse("0.6"));

    var own = override("0.01", "0.02");
    var reserved = HAIKU.in(ServiceTier.RESERVED);
    assertThat(book.find(reserved, own, false).orElseThrow().dearest().input())
        .isEqualTo(Money.parse("1.1"));
    assertThat(book.find(PriceQuery.of("a.model", "us-east-1").in(ServiceTier.FLEX), own, false))
        .as("the default tier's price is not known")
        .isEmpty();
  }

  @Test
  void anOverrideBoundsAModelThatHasNoBoundsOfItsOwn() {
    var bounds = new PriceOverride.NamedBounds(32_768L, true);
    var priced = new PriceOverride(named("1", "2", null), null, bounds);
    var model = find("a.model", priced, false).orElseThrow();
    assertThat(model.bounds().contextWindow()).isEqualTo(32_768);
    assertThat(model.bounds().maxInputTokens(new CallShape(1, 2, 2, 0, false, false, false, 1)))
        .isEqualTo(2 + 128);
    assertThat(model.bounds().maxInputTokens(new CallShape(1, 2, 2, 1, false, false, false, 1)))
        .as("an image")
        .isEqualTo(32_768);
    assertThatThrownBy(
            () -> book.find(HAIKU, new PriceOverride(named(null, null, null), null, bounds), true))
        .hasMessage(
            "pricing.contextWindow: must be left out, for the bounds of this model are known");
  }

  @Test
  void aPriceHoldsFromItsFirstDayToItsLast() {
    var prices =
        """
        geo\ta.model\tdefault\t-\t2\t10\t-\t-\t-\t-\t2026-08-31\tx
        geo\ta.model\tdefault\t-\t3\t15\t-\t-\t-\t2026-09-01\t-\tx
        """;
    assertThat(inputOn(prices, "2026-08-31T23:59:59Z")).isEqualTo("2.00");
    assertThat(inputOn(prices, "2026-09-01T00:00:00Z")).isEqualTo("3.00");
  }

  private static String inputOn(String prices, String now) {
    return on(prices, now).price().input().toString();
  }

  private static Tariff on(String prices, String now) {
    return PriceBook.of(prices, ANY_MODEL, "", InstantSource.fixed(Instant.parse(now)))
        .find("us.a.model", "us-east-1")
        .orElseThrow()
        .tariff();
  }

  @Test
  void aRowOfLongPromptsStandsBesideTheOneOfOthers() {
    var now = "2026-09-01T00:00:00Z";
    var usual = "geo\ta.model\tdefault\t-\t2\t10\t-\t-\t-\t-\t-\tx\n";
    var tariff = on(usual + "geo\ta.model\tdefault\t800\t4\t15\t-\t-\t-\t-\t-\tx", now);
    assertThat(tariff.of(800).input()).isEqualTo(Money.parse("2"));
    assertThat(tariff.of(801).input()).isEqualTo(Money.parse("4"));
    assertThat(tariff.dearest().output()).isEqualTo(Money.parse("15"));
    assertThat(on(usual + "geo\ta.model\tdefault\t800\t4\t15\t-\t-\t-\t-\t2026-08-31\tx", now))
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
        "geo\ta.model\tdefault\t-\t2\t10\t-\t-\t-\t-\t-\tx\ngeo\ta.model\tdefault\t800\t%s\t%s\t%s\t-\t-\t-\t-\tx"
            .formatted(input, output, cacheRead);
    assertThatThrownBy(() -> on(rows, "2026-09-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @Test
  void aTableWithAPriceOfZeroIsRefused() {
    assertThatThrownBy(
            () ->
                inputOn("geo\ta.model\tdefault\t-\t0\t1\t-\t-\t-\t-\t-\tx", "2026-09-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> inputOn("geo\ta.model\t1\t1", "2026-09-01T00:00:00Z"))
        .hasMessageContaining("prices:1: 4 columns, not 12");
  }

  @Test
  void onlyAModelThatMakesVectorsHasNoPriceOfOutput() {
    var titan = book.find("amazon.titan-embed-text-v2:0", "eu-west-1").orElseThrow();
    assertThat(titan.price().input()).isEqualTo(Money.parse("0.02"));
    assertThat(titan.price().output()).isEqualTo(Money.ZERO);
    assertThat(titan.maxOutputTokens()).isZero();
    assertThatThrownBy(
            () ->
                inputOn("geo\ta.model\tdefault\t-\t1\t-\t-\t-\t-\t-\t-\tx", "2026-09-01T00:00:00Z"))
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
    assertThat(find(unknown, override(null, "1"), false)).isEmpty();
    var model = find(unknown, override("1", null), false).orElseThrow();
    assertThat(model.price().input()).isEqualTo(Money.parse("1"));
    assertThat(model.price().output()).isEqualTo(Money.ZERO);
  }

  @Test
  void anOverrideRaises() {
    var raised = override("2", null);
    var model = find("us.anthropic.claude-haiku-4-5-20251001-v1:0", raised, false).orElseThrow();
    assertThat(model.price().input()).isEqualTo(Money.parse("2"));
    assertThat(model.price().output()).isEqualTo(Money.parse("5.5"));
    assertThat(model.source()).endsWith("+spec.pricing");
  }

  @Test
  void anOverrideLowersOnlyWhereThatIsAllowed() {
    var lowered = override(null, "5");
    var id = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    assertThatThrownBy(() -> find(id, lowered, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pricing.output: 5.00 is below the known price of 5.50");
    assertThat(find(id, lowered, true).orElseThrow().price().output()).isEqualTo(Money.parse("5"));
  }

  @Test
  void anOverridePricesWhatIsUnknownOnlyWhenWhole() {
    var id = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc123";
    assertThat(find(id, override("1", null), false)).isEmpty();
    var model = find(id, override("1", "2"), false).orElseThrow();
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
    return new PriceOverride(named(input, output, null), null, PriceOverride.NamedBounds.NONE);
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
    return new PriceOverride(
        PriceOverride.NONE.usual(),
        new PriceOverride.NamedLong(above, named),
        PriceOverride.NamedBounds.NONE);
  }

  private Tariff haiku(PriceOverride override, boolean mayLower) {
    return find("global.anthropic.claude-haiku-5-5", override, mayLower).orElseThrow().tariff();
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
            named("1", "2", null),
            new PriceOverride.NamedLong(1_000, named("2", null, null)),
            PriceOverride.NamedBounds.NONE);
    var tariff = find("a.model", unknown, false).orElseThrow().tariff();
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
                find(
                    "a.model",
                    new PriceOverride(
                        named("1", "2", null),
                        new PriceOverride.NamedLong(9, named(null, null, "3")),
                        PriceOverride.NamedBounds.NONE),
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
