package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.endpoint.SidecarDefaults;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.PriceOverride;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.ExceededAction;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.GuardrailReservation;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.LongPromptPricing;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.TokenBound;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns an endpoint's spec, and the findings about its model and guardrail, into the limits that
 * are enforced.
 */
public final class SpecResolution {

  private static final int REVISION_DIGITS = 16;

  /**
   * The limits that sidecars enforce.
   *
   * @param modelId the model or profile that is called
   * @param model its price and bounds
   * @param guardrail the guardrail in force; null when the spec names none
   * @param runtimeUrl base URL of Bedrock's runtime where the spec names none; null for the
   *     region's public endpoint
   */
  public static EndpointLimits limits(
      ModelEndpointSpec spec,
      String modelId,
      PricedModel model,
      @Nullable GuardrailUse guardrail,
      @Nullable String runtimeUrl) {
    var rate = spec.rateLimit();
    var budget = spec.costBudget();
    var unnamed =
        new EndpointLimits(
            "",
            modelId,
            spec.region(),
            spec.endpointUrl() == null ? runtimeUrl : spec.endpointUrl(),
            Math.min(spec.maxTokens(), model.maxOutputTokens()),
            model.dearest(),
            model.tariff().isFlat() ? null : model.tariff(),
            guardrail == null ? model.bounds() : bounds(spec, model.bounds()),
            guardrail == null
                ? null
                : guardrail
                    .checkingTools(spec.checkToolResults())
                    .exempting(spec.guardrailExemptions()),
            spec.guardrailPolicyRef(),
            rate == null ? null : asLong(rate.requestsPerMinute()),
            rate == null ? null : asLong(rate.tokensPerMinute()),
            budget == null || budget.onExceeded() == ExceededAction.BLOCK,
            spec.sidecar() == null ? SidecarDefaults.MAX_BODY_BYTES : spec.sidecar().maxBodyBytes(),
            spec.allowedNamespaces(),
            spec.fallbacks(),
            timeouts(spec),
            List.of(),
            GuardrailPrice.NONE,
            spec.projectIdentifier());
    return unnamed.named(hash(unnamed.toString()));
  }

  /** The bounds of calls that guardrails look at. */
  private static ModelBounds bounds(ModelEndpointSpec spec, ModelBounds model) {
    return spec.guardrailReservation() == GuardrailReservation.PROVEN
        ? model
        : model.ofUsualAnswers();
  }

  /**
   * The limits of calls to which the account or its organisation adds guardrails.
   *
   * @param limits as they follow from {@code spec}
   * @param prices of all policies that a guardrail can have
   */
  public static EndpointLimits enforcing(
      ModelEndpointSpec spec,
      EndpointLimits limits,
      List<EnforcedGuardrail> added,
      GuardrailPrice prices) {
    var bounds = added.isEmpty() ? limits.bounds() : bounds(spec, limits.bounds());
    var unnamed = limits.named("").enforcing(added, prices, bounds);
    return unnamed.named(hash(unnamed.toString()));
  }

  /**
   * The limits of dollars and rates that the ledger enforces.
   *
   * @throws java.time.DateTimeException when there is no such time zone
   */
  public static BudgetTerms terms(ModelEndpointSpec spec) {
    var budget = spec.costBudget();
    var rate = spec.rateLimit();
    return new BudgetTerms(
        budget == null ? null : budget.dailyLimit(),
        budget == null ? null : budget.monthlyLimit(),
        budget == null ? ZoneOffset.UTC : ZoneId.of(budget.timeZone()),
        budget == null || budget.onExceeded() == ExceededAction.BLOCK,
        rate == null ? null : asLong(rate.requestsPerMinute()),
        rate == null ? null : asLong(rate.tokensPerMinute()),
        rate == null ? 0 : rate.standingPercent());
  }

  /**
   * The prices that the spec itself names.
   *
   * @throws IllegalArgumentException when one of them is not a price
   */
  public static PriceOverride prices(ModelEndpointSpec spec) {
    var pricing = spec.pricing();
    return pricing == null
        ? PriceOverride.NONE
        : new PriceOverride(
            new PriceOverride.Named(
                money(pricing.input()),
                money(pricing.output()),
                money(pricing.cacheRead()),
                money(pricing.cacheWrite5m()),
                money(pricing.cacheWrite1h())),
            longPrompts(pricing.longPrompts()),
            new PriceOverride.NamedBounds(
                asLong(pricing.contextWindow()), pricing.tokens() == TokenBound.BYTE));
  }

  /**
   * How the price of an endpoint's model is found.
   *
   * @param model the model that is called
   */
  public static PriceQuery priceQuery(ModelEndpointSpec spec, ResolvedModel model) {
    return new PriceQuery(
        model.priceKey(spec.region()), spec.region(), spec.serviceTier(), model.lifecycle());
  }

  private static PriceOverride.@Nullable NamedLong longPrompts(
      @Nullable LongPromptPricing pricing) {
    return pricing == null
        ? null
        : new PriceOverride.NamedLong(
            pricing.aboveTokens() == null ? 0 : pricing.aboveTokens(),
            new PriceOverride.Named(
                money(pricing.input()),
                money(pricing.output()),
                money(pricing.cacheRead()),
                money(pricing.cacheWrite5m()),
                money(pricing.cacheWrite1h())));
  }

  private static CallTimeouts timeouts(ModelEndpointSpec spec) {
    var timeouts = spec.timeouts();
    return timeouts == null
        ? CallTimeouts.DEFAULT
        : CallTimeouts.ofSeconds(
            timeouts.firstByteSeconds(), timeouts.betweenEventsSeconds(), timeouts.totalSeconds());
  }

  private static @Nullable Money money(@Nullable String text) {
    return text == null ? null : Money.parse(text);
  }

  private static @Nullable Long asLong(@Nullable Integer number) {
    return number == null ? null : number.longValue();
  }

  private static String hash(String text) {
    return Sha256.hex(text).substring(0, REVISION_DIGITS);
  }

  private SpecResolution() {}
}
