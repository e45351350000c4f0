package ai.kernelpanic09.core.price.refresh;

import ai.kernelpanic09.core.money.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The price in the list for one kind of token of one model, called in one region.
 *
 * @param tier the service tier, in AWS's word
 * @param longPrompts whether it is the price of long prompts
 * @param global whether it is the price of the global profile, instead of the region and its
 *     geography
 * @param price dollars per million tokens; null where the entry can't be used
 * @param effective the day from which it holds
 * @param problem why the entry can't be used
 */
record Quote(
    Offer.Entry entry,
    List<String> model,
    Kind kind,
    String tier,
    boolean longPrompts,
    boolean global,
    @Nullable BigDecimal price,
    LocalDate effective,
    @Nullable String problem) {

  static final String FOUNDATION_MODELS = "AmazonBedrockFoundationModels";

  private static final Pattern MARKETPLACE =
      Pattern.compile("[A-Z0-9-]+-MP:(?:[A-Z]{2,4}[0-9]?_)?(.+)-Units");
  private static final Pattern OWN =
      Pattern.compile(
          "[A-Z0-9]+-.+?-((?:cache-(?:read|write)-)?(?:input|output)-token(?:s|-count))"
              + "(-long-ctx)?(?:-(priority|flex))?(-cross-region-global)?(?:-standard)?");
  private static final Pattern MARKETPLACE_TIER = Pattern.compile("(priority|flex)$");
  private static final String DEFAULT_TIER = "default";

  private static final Pattern LONG_PROMPTS = Pattern.compile("longctx|lctx");

  // Written without underscores and in lower case; anything else is another product.
  private static final Map<String, Kind> MARKETPLACE_KINDS =
      Map.ofEntries(
          Map.entry("inputtokencount", Kind.INPUT),
          Map.entry("inputtokensstandard", Kind.INPUT),
          Map.entry("outputtokencount", Kind.OUTPUT),
          Map.entry("outputtokensstandard", Kind.OUTPUT),
          Map.entry("cachereadinputtokencount", Kind.CACHE_READ),
          Map.entry("cachereadtokensstandard", Kind.CACHE_READ),
          Map.entry("cachewriteinputtokencount", Kind.CACHE_WRITE_5M),
          Map.entry("cachewritetokensstandard", Kind.CACHE_WRITE_5M),
          Map.entry("cachewrite1hinputtokencount", Kind.CACHE_WRITE_1H),
          Map.entry("cachewritetokens1hstandard", Kind.CACHE_WRITE_1H));

  private static final Map<String, Kind> OWN_KINDS =
      Map.of(
          "input-tokens", Kind.INPUT,
          "output-tokens", Kind.OUTPUT,
          "cache-read-input-token-count", Kind.CACHE_READ,
          "cache-write-input-token-count", Kind.CACHE_WRITE_5M);

  /** Empty for an entry that is not about text tokens on demand. */
  static Optional<Quote> of(Offer.Entry entry) {
    return entry.offer().equals(FOUNDATION_MODELS) ? marketplace(entry) : own(entry);
  }

  private static Optional<Quote> marketplace(Offer.Entry entry) {
    var match = MARKETPLACE.matcher(entry.usageType());
    if (!match.matches()) {
      return Optional.empty();
    }
    var word = match.group(1).toLowerCase(Locale.ROOT).replace("_", "");
    var usual = LONG_PROMPTS.matcher(word).replaceFirst("");
    // The words of a tier take the place of "standard".
    var tier = MARKETPLACE_TIER.matcher(usual);
    var named = tier.find() ? tier.group(1) : DEFAULT_TIER;
    var kind =
        MARKETPLACE_KINDS.get(
            MARKETPLACE_TIER.matcher(usual.replace("global", "")).replaceFirst("standard"));
    return kind == null
        ? Optional.empty()
        : quote(
            entry,
            entry.attribute("servicename"),
            kind,
            named,
            !usual.equals(word),
            word.contains("global"));
  }

  private static Optional<Quote> own(Offer.Entry entry) {
    var match = OWN.matcher(entry.usageType());
    var model = entry.attribute("model");
    // Bedrock's "mantle" is another API, which this project does not call.
    if (!match.matches() || model.isEmpty() || entry.usageType().contains("-mantle-")) {
      return Optional.empty();
    }
    var kind = OWN_KINDS.get(match.group(1));
    return kind == null
        ? Optional.empty()
        : quote(
            entry,
            model,
            kind,
            Objects.requireNonNullElse(match.group(3), DEFAULT_TIER),
            match.group(2) != null,
            match.group(4) != null);
  }

  private static Optional<Quote> quote(
      Offer.Entry entry,
      String model,
      Kind kind,
      String tier,
      boolean longPrompts,
      boolean global) {
    var name = ModelName.ofListed(model);
    try {
      var listed = Listed.of(entry);
      var price = listed.dollars().multiply(factor(entry, listed.unit()));
      return Optional.of(
          new Quote(
              entry,
              name,
              kind,
              tier,
              longPrompts,
              global,
              price(price),
              listed.effective(),
              null));
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new Quote(
              entry,
              name,
              kind,
              tier,
              longPrompts,
              global,
              null,
              LocalDate.MIN,
              String.valueOf(e.getMessage())));
    }
  }

  private static BigDecimal factor(Offer.Entry entry, String unit) {
    // The Marketplace counts in millions, and calls that units.
    if (unit.equals("1M tokens")
        || (unit.equals("Units") && entry.offer().equals(FOUNDATION_MODELS))) {
      return BigDecimal.ONE;
    }
    if (unit.equals("1K tokens")) {
      return BigDecimal.valueOf(1_000);
    }
    throw new IllegalArgumentException("the unit is '" + unit + "'");
  }

  /** The same amount without trailing zeros, where it can be counted in nano-dollars. */
  static BigDecimal price(BigDecimal price) {
    var plain = new BigDecimal(price.stripTrailingZeros().toPlainString());
    if (!Money.parse(plain.toPlainString()).isPositive()) {
      throw new IllegalArgumentException("the price is " + plain.toPlainString());
    }
    return plain;
  }
}
