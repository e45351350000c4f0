package ai.kernelpanic09.core.endpoint;

import ai.kernelpanic09.core.price.CallPricing;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.price.Tariff;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that sidecars enforce. The operator resolves them from the spec into {@code
 * status.limits}.
 *
 * <p>A sidecar that does not know {@link #tariff} reserves and books each call at {@link #price},
 * which is never less than what the call costs.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointLimits(
    @JsonPropertyDescription("Hash of the other members; changes when any of them does.")
        String revision,
    @JsonPropertyDescription("The model or inference profile that is called.") String modelId,
    @JsonPropertyDescription("The AWS region that is called.") String region,
    @JsonPropertyDescription("Where Bedrock is reached; the region's public endpoint if absent.")
        @Nullable String endpointUrl,
    @JsonPropertyDescription("Most tokens that one call may generate.") long maxTokens,
    @JsonPropertyDescription("Dollars per million tokens, at the dearest that a call can have.")
        ModelPrice price,
    @JsonPropertyDescription(
            "The service tier and its price by the prompt's length; absent in the default tier if"
                + " all prompts have the same price.")
        @Nullable Tariff tariff,
    @JsonPropertyDescription("Upper bounds of the model, for the worst case of a call.")
        ModelBounds bounds,
    @JsonPropertyDescription("The guardrail that every call carries.")
        @Nullable GuardrailUse guardrail,
    @JsonPropertyDescription("The policy that the guardrail is made from.")
        @Nullable String guardrailPolicy,
    @JsonPropertyDescription("Calls in any 60 seconds, over all pods; unlimited if absent.")
        @Nullable Long requestsPerMinute,
    @JsonPropertyDescription("Tokens in any 60 seconds, over all pods; unlimited if absent.")
        @Nullable Long tokensPerMinute,
    @JsonPropertyDescription("Whether a spent budget refuses calls (else it only warns).")
        boolean budgetBlocks,
    @JsonPropertyDescription("Largest request body in bytes.") int maxBodyBytes,
    @JsonPropertyDescription(
            "Namespaces that may call through the gateway beside the endpoint's own.")
        List<String> allowedNamespaces,
    @JsonPropertyDescription(
            "Endpoints of the namespace that are tried, in this order, when the model fails.")
        List<String> fallbacks,
    @JsonPropertyDescription("How long the model may take.") CallTimeouts timeouts,
    @JsonPropertyDescription("Guardrails that the account or its organisation adds to every call.")
        List<EnforcedGuardrail> enforcedGuardrails,
    @JsonPropertyDescription(
            "Dollars per 1,000 text units of each policy that a guardrail can have; for one that"
                + " turns out to be added to calls, too.")
        GuardrailPrice guardrailPrice,
    @JsonPropertyDescription("Bedrock project on whose bill calls are; absent for the default one.")
        @Nullable String projectIdentifier) {

  public EndpointLimits {
    // A status that another version wrote may lack these members.
    timeouts = timeouts == null ? CallTimeouts.DEFAULT : timeouts;
    allowedNamespaces = allowedNamespaces == null ? List.of() : List.copyOf(allowedNamespaces);
    fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
    enforcedGuardrails = enforcedGuardrails == null ? List.of() : List.copyOf(enforcedGuardrails);
    guardrailPrice = guardrailPrice == null ? GuardrailPrice.NONE : guardrailPrice;
  }

  /** Limits of calls to which no guardrail is added, on the bill of the default project. */
  public EndpointLimits(
      String revision,
      String modelId,
      String region,
      @Nullable String endpointUrl,
      long maxTokens,
      ModelPrice price,
      @Nullable Tariff tariff,
      ModelBounds bounds,
      @Nullable GuardrailUse guardrail,
      @Nullable String guardrailPolicy,
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      boolean budgetBlocks,
      int maxBodyBytes,
      List<String> allowedNamespaces,
      List<String> fallbacks,
      CallTimeouts timeouts) {
    this(
        revision,
        modelId,
        region,
        endpointUrl,
        maxTokens,
        price,
        tariff,
        bounds,
        guardrail,
        guardrailPolicy,
        requestsPerMinute,
        tokensPerMinute,
        budgetBlocks,
        maxBodyBytes,
        allowedNamespaces,
        fallbacks,
        timeouts,
        List.of(),
        GuardrailPrice.NONE,
        null);
  }

  /** The same limits under another revision. */
  public EndpointLimits named(String newRevision) {
    return copy(newRevision, bounds, enforcedGuardrails, guardrailPrice);
  }

  /**
   * The same limits, for calls to which guardrails are added.
   *
   * @param prices of all policies that a guardrail can have
   * @param guarded the model's bounds for such calls
   */
  public EndpointLimits enforcing(
      List<EnforcedGuardrail> added, GuardrailPrice prices, ModelBounds guarded) {
    return copy(revision, guarded, added, prices);
  }

  private EndpointLimits copy(
      String newRevision,
      ModelBounds newBounds,
      List<EnforcedGuardrail> added,
      GuardrailPrice prices) {
    return new EndpointLimits(
        newRevision,
        modelId,
        region,
        endpointUrl,
        maxTokens,
        price,
        tariff,
        newBounds,
        guardrail,
        guardrailPolicy,
        requestsPerMinute,
        tokensPerMinute,
        budgetBlocks,
        maxBodyBytes,
        allowedNamespaces,
        fallbacks,
        timeouts,
        added,
        prices,
        projectIdentifier);
  }

  /** The enforced guardrails without the one that calls carry anyway: that is applied once. */
  public List<EnforcedGuardrail> addedGuardrails() {
    var own = guardrail;
    return own == null || enforcedGuardrails.isEmpty()
        ? enforcedGuardrails
        : enforcedGuardrails.stream().filter(each -> !each.is(own.id(), own.version())).toList();
  }

  /**
   * What calls cost; made several times for each call, so it costs little where nothing is added.
   */
  public CallPricing pricing() {
    return new CallPricing(
        tariff == null ? Tariff.flat(price) : tariff,
        guardrail == null ? GuardrailPrice.NONE : guardrail.price(),
        bounds,
        prices(addedGuardrails()),
        guardrailPrice);
  }

  private static List<GuardrailPrice> prices(List<EnforcedGuardrail> added) {
    return added.isEmpty() ? List.of() : added.stream().map(EnforcedGuardrail::price).toList();
  }
}
