package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.aws.Partition;
import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models and guardrails, from the project's own tables. A model that is not in them
 * has no price: it is never free, and its price is never guessed from another model's.
 */
public final class PriceBook {

  private final Map<String, List<PriceRow>> prices = new HashMap<>();
  private final List<ModelFamily> families;
  private final List<GuardrailRow> guardrails;
  private final InstantSource clock;

  private record GuardrailRow(String policy, Validity validity, Money price) {}

  private PriceBook(
      List<String[]> prices,
      List<String[]> models,
      List<String[]> guardrails,
      InstantSource clock) {
    families = models.stream().map(ModelFamily::of).toList();
    for (var row : prices) {
      var read = PriceRow.of(row);
      if (familyOf(read.model()).generates() != read.price().generates()) {
        throw new IllegalArgumentException(
            read.model() + ": only a model that generates nothing has no price of output");
      }
      this.prices.computeIfAbsent(read.key(), key -> new ArrayList<>()).add(read);
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
        PriceTable.embedded(PriceRow.TABLE, PriceRow.COLUMNS),
        PriceTable.embedded(ModelFamily.TABLE, ModelFamily.COLUMNS),
        PriceTable.embedded("guardrails.tsv", 6),
        clock);
  }

  static PriceBook of(String prices, String models, String guardrails, InstantSource clock) {
    return new PriceBook(
        PriceTable.parse("prices", prices, PriceRow.COLUMNS),
        PriceTable.parse("models", models, ModelFamily.COLUMNS),
        PriceTable.parse("guardrails", guardrails, 6),
        clock);
  }

  /**
   * The price of a model in the default tier, as the table has it.
   *
   * @param resolvedModelId as {@link PriceQuery#modelId}
   * @return empty when no price is known
   */
  public Optional<PricedModel> find(String resolvedModelId, String region) {
    return find(PriceQuery.of(resolvedModelId, region));
  }

  /** As {@link #find(PriceQuery, PriceOverride, boolean)}, without prices of the endpoint's own. */
  public Optional<PricedModel> find(PriceQuery query) {
    return known(query).flatMap(known -> told(query, known));
  }

  /**
   * The price of a model under an endpoint's own prices.
   *
   * @param mayLower whether a known price may be lowered
   * @return empty when neither the table nor the override has the price
   * @throws IllegalArgumentException when the override lowers a known price without {@code
   *     mayLower}, or has bounds of a model whose bounds are known; the message names the member
   */
  public Optional<PricedModel> find(PriceQuery query, PriceOverride override, boolean mayLower) {
    if (override.equals(PriceOverride.NONE)) {
      return find(query);
    }
    var family = override.bounds().over(familyOf(parse(query.modelId())));
    var known = known(query);
    if (known.isEmpty() && !override.isWhole(family.generates())) {
      return Optional.empty();
    }
    var tariff = override.over(known.map(Known::tariff).orElse(null), query.tier(), mayLower);
    return told(
        query,
        known.isPresent()
            ? new Known(
                known.get().key,
                tariff,
                family,
                known.get().source + "+" + PriceOverride.SOURCE,
                known.get().until)
            : new Known(
                PriceOverride.SOURCE + "/" + query.modelId(),
                tariff,
                family,
                PriceOverride.SOURCE,
                null));
  }

  /**
   * The last day on which the table had a price of a model that it has no more.
   *
   * @return empty when the table has never had one, or has one still
   */
  public Optional<LocalDate> lastDay(PriceQuery query) {
    if (known(query).isPresent()) {
      return Optional.empty();
    }
    var today = today();
    return rows(query)
        .filter(row -> row.tier() == query.tier() && row.above() == null)
        .map(row -> row.validity().to())
        .flatMap(Stream::ofNullable)
        .filter(last -> last.isBefore(today))
        .max(Comparator.naturalOrder());
  }

  /** A price, before it is known what calls may cost that name no tier. */
  private record Known(
      String key, Tariff tariff, ModelFamily family, String source, @Nullable Instant until) {}

  private Optional<Known> known(PriceQuery query) {
    var today = today();
    for (var rows : rowsByScope(query)) {
      var usual = holding(rows, query.tier(), today, false);
      if (usual != null) {
        var tariff =
            new Tariff(
                query.tier() == ServiceTier.DEFAULT ? null : query.tier(),
                usual.price(),
                longPrompts(holding(rows, query.tier(), today, true)));
        return Optional.of(
            new Known(
                usual.key(), tariff, familyOf(usual.model()), usual.source(), until(query, today)));
      }
    }
    return Optional.empty();
  }

  /**
   * The model with the highest price that its calls can have. One that names no tier, as sidecars
   * of earlier versions make it, has the default tier's; where that is not known nothing is priced.
   */
  private Optional<PricedModel> told(PriceQuery query, Known known) {
    var dearest = known.tariff.dearest();
    if (query.tier() != ServiceTier.DEFAULT) {
      var unnamed = known(query.in(ServiceTier.DEFAULT));
      if (unnamed.isEmpty()) {
        return Optional.empty();
      }
      dearest = dearest.dearest(unnamed.get().tariff.dearest());
    }
    return Optional.of(
        new PricedModel(
            known.key,
            known.tariff,
            dearest,
            known.family.bounds(),
            known.family.maxOutputTokens(),
            known.source,
            known.until));
  }

  /** The row that holds today for long prompts, or for others; null where there is none. */
  private static @Nullable PriceRow holding(
      List<PriceRow> rows, ServiceTier tier, LocalDate today, boolean longPrompts) {
    for (var row : rows) {
      if (row.tier() == tier
          && longPrompts == (row.above() != null)
          && row.validity().holds(today)) {
        return row;
      }
    }
    return null;
  }

  private static @Nullable LongPrompts longPrompts(@Nullable PriceRow row) {
    return row == null || row.above() == null ? null : new LongPrompts(row.above(), row.price());
  }

  /** The beginning of the next day on which any row of the model begins, or has ended. */
  private @Nullable Instant until(PriceQuery query, LocalDate today) {
    return rows(query)
        .flatMap(
            row ->
                Stream.concat(
                    Stream.ofNullable(row.validity().from()),
                    Stream.ofNullable(row.validity().to()).map(last -> last.plusDays(1))))
        .filter(day -> day.isAfter(today))
        .min(Comparator.naturalOrder())
        .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
        .orElse(null);
  }

  private Stream<PriceRow> rows(PriceQuery query) {
    return rowsByScope(query).stream().flatMap(List::stream);
  }

  /** The rows that can price a call, by their scopes, the narrowest first. */
  private List<List<PriceRow>> rowsByScope(PriceQuery query) {
    var id = parse(query.modelId());
    if (id == null) {
      return List.of();
    }
    return scopes(id, id.region() == null ? query.region() : id.region()).stream()
        .map(scope -> prices.getOrDefault(scope + "/" + id.name(), List.of()))
        .map(rows -> rows.stream().map(row -> row.under(query.lifecycle())).toList())
        .toList();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
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

  /** The price of the checks of a guardrail that may have any policy. */
  public GuardrailPrice anyGuardrail() {
    return guardrail(EnumSet.allOf(ChargedPolicy.class));
  }

  /**
   * The most that an enforced guardrail costs: it can have no automated-reasoning policies.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html">Guardrails
   *     enforcements</a>
   */
  public GuardrailPrice anyEnforcedGuardrail() {
    return guardrail(EnumSet.complementOf(EnumSet.of(ChargedPolicy.AUTOMATED_REASONING)));
  }

  private Money price(Set<ChargedPolicy> configured, ChargedPolicy policy) {
    if (!configured.contains(policy)) {
      return Money.ZERO;
    }
    var today = today();
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

  /**
   * Scopes of the rows that can price {@code id}, the narrowest first. Those that name no partition
   * are about the standard one: others have prices of their own.
   */
  private static List<String> scopes(ModelId id, String region) {
    var geography = ModelIds.geography(region);
    var isStandard = Partition.ofRegion(region) == Partition.STANDARD;
    return switch (id.kind()) {
      case FOUNDATION_MODEL ->
          isStandard
              ? List.of("in:" + region, "in:" + geography, "in:*")
              : List.of("in:" + region, "in:" + geography);
      case INFERENCE_PROFILE -> {
        var profile = String.valueOf(id.profile());
        if (profile.equals("us-gov")) {
          yield List.of(profile);
        }
        if (!isStandard) {
          yield List.of();
        }
        yield profile.equals("global") ? List.of(profile) : List.of(profile, "geo");
      }
      default -> List.of();
    };
  }

  private ModelFamily familyOf(@Nullable ModelId id) {
    if (id == null) {
      return familyOf("");
    }
    return switch (id.kind()) {
      case FOUNDATION_MODEL, INFERENCE_PROFILE -> familyOf(id.name());
      default -> familyOf("");
    };
  }

  private ModelFamily familyOf(String model) {
    ModelFamily best = null;
    for (var each : families) {
      if (each.fits(model) && (best == null || each.prefix().length() > best.prefix().length())) {
        best = each;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no bounds for any model");
    }
    return best;
  }
}
