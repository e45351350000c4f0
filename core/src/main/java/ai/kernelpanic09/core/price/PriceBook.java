package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models and guardrails, from the project's own tables. A model that is not in them
 * has no price: it is never free, and its price is never guessed from another model's.
 */
public final class PriceBook {

  private static final long MAX_TOKEN_BYTES = 128;
  private static final String ANY_MODEL = "*";

  private final Map<String, List<Row>> prices = new HashMap<>();
  private final List<Family> families;
  private final List<GuardrailRow> guardrails;
  private final InstantSource clock;

  private record Validity(@Nullable LocalDate from, @Nullable LocalDate to) {
    static Validity parse(String from, String to) {
      return new Validity(day(from), day(to));
    }

    private static @Nullable LocalDate day(String text) {
      return text.equals(PriceTable.NONE) ? null : LocalDate.parse(text);
    }

    boolean holds(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
    }
  }

  /**
   * @param above the longest prompt for which the row does not hold; null for a row that holds for
   *     all prompts without one of their own
   */
  private record Row(Validity validity, @Nullable Long above, ModelPrice price, String source) {}

  private record Family(String prefix, ModelBounds bounds, long maxOutputTokens) {
    /** Whether its models generate tokens; others answer with vectors. */
    boolean generates() {
      return maxOutputTokens > 0;
    }
  }

  private record GuardrailRow(String policy, Validity validity, Money price) {}

  private PriceBook(
      List<String[]> prices,
      List<String[]> models,
      List<String[]> guardrails,
      InstantSource clock) {
    families = models.stream().map(PriceBook::family).toList();
    for (var row : prices) {
      if (familyOf(row[1]).generates() == row[4].equals(PriceTable.NONE)) {
        throw new IllegalArgumentException(
            row[1] + ": only a model that generates nothing has no price of output");
      }
      this.prices.computeIfAbsent(row[0] + "/" + row[1], key -> new ArrayList<>()).add(row(row));
    }
    this.guardrails =
        guardrails.stream()
            .map(
                row ->
                    new GuardrailRow(row[0], Validity.parse(row[3], row[4]), Money.parse(row[2])))
            .toList();
    this.clock = clock;
  }

  /**
   * The tables in the program's own jar. Each lookup finds the prices of the day on which it is
   * made.
   */
  public static PriceBook embedded() {
    return embedded(InstantSource.system());
  }

  /** As {@link #embedded()}, with the day taken from {@code clock}. */
  public static PriceBook embedded(InstantSource clock) {
    return new PriceBook(
        PriceTable.embedded("prices.tsv", 11),
        PriceTable.embedded("models.tsv", 7),
        PriceTable.embedded("guardrails.tsv", 6),
        clock);
  }

  static PriceBook of(String prices, String models, String guardrails, InstantSource clock) {
    return new PriceBook(
        PriceTable.parse("prices", prices, 11),
        PriceTable.parse("models", models, 7),
        PriceTable.parse("guardrails", guardrails, 6),
        clock);
  }

  private static Row row(String[] row) {
    var price =
        new ModelPrice(
            positive(row[3]),
            row[4].equals(PriceTable.NONE) ? Money.ZERO : positive(row[4]),
            optional(row[5]),
            optional(row[6]),
            optional(row[7]));
    var above = row[2].equals(PriceTable.NONE) ? null : Long.valueOf(row[2]);
    return new Row(Validity.parse(row[8], row[9]), above, price, row[10]);
  }

  private static @Nullable Money optional(String text) {
    return text.equals(PriceTable.NONE) ? null : positive(text);
  }

  private static Money positive(String text) {
    var price = Money.parse(text);
    if (!price.isPositive()) {
      throw new IllegalArgumentException("a price of " + text);
    }
    return price;
  }

  private static Family family(String[] row) {
    var contextWindow = Long.parseLong(row[1]);
    return new Family(
        row[0],
        new ModelBounds(
            contextWindow,
            row[3].equals("byte"),
            row[4].equals(PriceTable.NONE) ? contextWindow : Long.parseLong(row[4]),
            Long.parseLong(row[5]),
            Long.parseLong(row[6]),
            MAX_TOKEN_BYTES),
        Long.parseLong(row[2]));
  }

  /**
   * The price of a model as it is called: a base id, the id of an inference profile, or an ARN of
   * either. An application inference profile must first be resolved to the model or profile that it
   * is made from.
   *
   * @param region the region that is called; an ARN's own region takes precedence
   * @return empty when no price is known
   */
  public Optional<PricedModel> find(String resolvedModelId, String region) {
    var id = parse(resolvedModelId);
    return id == null ? Optional.empty() : find(id, region);
  }

  private Optional<PricedModel> find(ModelId id, String region) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (var scope : scopes(id, id.region() == null ? region : id.region())) {
      var key = scope + "/" + id.name();
      var rows = prices.getOrDefault(key, List.of());
      var usual = holding(rows, today, false);
      if (usual != null) {
        var family = familyOf(id);
        return Optional.of(
            new PricedModel(
                key,
                new Tariff(usual.price, longPrompts(holding(rows, today, true))),
                family.bounds,
                family.maxOutputTokens,
                usual.source));
      }
    }
    return Optional.empty();
  }

  /** The row that holds today for long prompts, or for others; null where there is none. */
  private static @Nullable Row holding(List<Row> rows, LocalDate today, boolean longPrompts) {
    for (var row : rows) {
      if (longPrompts == (row.above != null) && row.validity.holds(today)) {
        return row;
      }
    }
    return null;
  }

  private static @Nullable LongPrompts longPrompts(@Nullable Row row) {
    return row == null || row.above == null ? null : new LongPrompts(row.above, row.price);
  }

  /**
   * The price of a model under an endpoint's own prices.
   *
   * @param mayLower whether a known price may be lowered
   * @return empty when neither the table nor the override has the price
   * @throws IllegalArgumentException when the override lowers a known price without {@code
   *     mayLower}; the message names the member
   */
  public Optional<PricedModel> find(
      String resolvedModelId, String region, PriceOverride override, boolean mayLower) {
    var known = find(resolvedModelId, region);
    if (override.equals(PriceOverride.NONE)) {
      return known;
    }
    if (known.isPresent()) {
      var model = known.get();
      return Optional.of(
          new PricedModel(
              model.key(),
              override.over(model.tariff(), mayLower),
              model.bounds(),
              model.maxOutputTokens(),
              model.source() + "+" + PriceOverride.SOURCE));
    }
    var id = parse(resolvedModelId);
    var family = id == null ? familyOf("") : familyOf(id);
    if (!override.isWhole(family.generates())) {
      return Optional.empty();
    }
    return Optional.of(
        new PricedModel(
            PriceOverride.SOURCE + "/" + resolvedModelId,
            override.over(null, mayLower),
            family.bounds,
            family.maxOutputTokens,
            PriceOverride.SOURCE));
  }

  /** The price of the checks of a guardrail with the policies {@code configured}. */
  public GuardrailPrice guardrail(Set<ChargedPolicy> configured) {
    return new GuardrailPrice(
        price(configured, ChargedPolicy.CONTENT),
        price(configured, ChargedPolicy.TOPICS),
        price(configured, ChargedPolicy.SENSITIVE_INFORMATION),
        price(configured, ChargedPolicy.GROUNDING),
        price(configured, ChargedPolicy.AUTOMATED_REASONING),
        price(configured, ChargedPolicy.IMAGE));
  }

  private Money price(Set<ChargedPolicy> configured, ChargedPolicy policy) {
    if (!configured.contains(policy)) {
      return Money.ZERO;
    }
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (var row : guardrails) {
      if (row.policy.equals(policy.row) && row.validity.holds(today)) {
        return row.price;
      }
    }
    throw new IllegalStateException("no price for the guardrail policy " + policy.row);
  }

  private static @Nullable ModelId parse(String text) {
    try {
      return ModelIds.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Scopes of the rows that can price {@code id}, the narrowest first. */
  private static List<String> scopes(ModelId id, String region) {
    var geography = ModelIds.geography(region);
    return switch (id.kind()) {
      case FOUNDATION_MODEL ->
          geography.equals("us-gov") || geography.equals("cn")
              ? List.of("in:" + region, "in:" + geography)
              : List.of("in:" + region, "in:" + geography, "in:*");
      case INFERENCE_PROFILE -> {
        var profile = String.valueOf(id.profile());
        yield profile.equals("global") || profile.equals("us-gov")
            ? List.of(profile)
            : List.of(profile, "geo");
      }
      default -> List.of();
    };
  }

  private Family familyOf(ModelId id) {
    return switch (id.kind()) {
      case FOUNDATION_MODEL, INFERENCE_PROFILE -> familyOf(id.name());
      default -> familyOf("");
    };
  }

  private Family familyOf(String model) {
    Family best = null;
    for (var each : families) {
      if (fits(each.prefix, model)
          && (best == null || each.prefix.length() > best.prefix.length())) {
        best = each;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no bounds for any model");
    }
    return best;
  }

  private static boolean fits(String prefix, String model) {
    return prefix.equals(ANY_MODEL) || model.startsWith(prefix);
  }
}
