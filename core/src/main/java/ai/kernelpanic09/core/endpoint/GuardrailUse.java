package ai.kernelpanic09.core.endpoint;

import ai.kernelpanic09.core.price.GuardrailPrice;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * The guardrail that every call of an endpoint must carry.
 *
 * @param id Bedrock's identifier of the guardrail
 * @param version the published version, never DRAFT
 * @param price price of each configured policy
 * @param checksTools whether it is also applied to tool results and tool inputs, which Bedrock does
 *     not check
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GuardrailUse(
    @JsonPropertyDescription("Bedrock's id of the guardrail.") String id,
    @JsonPropertyDescription("Published version that calls carry.") String version,
    @JsonPropertyDescription("Dollars per 1,000 text units of each policy.") GuardrailPrice price,
    @JsonPropertyDescription("Whether tool results and tool inputs are checked with it too.")
        boolean checksTools) {

  /** A guardrail for prompts and answers only. */
  public GuardrailUse(String id, String version, GuardrailPrice price) {
    this(id, version, price, false);
  }

  /** The same guardrail, for tools too or not. */
  public GuardrailUse checkingTools(boolean checks) {
    return new GuardrailUse(id, version, price, checks);
  }
}
