package ai.kernelpanic09.core.endpoint;

import ai.kernelpanic09.core.price.GuardrailPrice;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * The guardrail that every call of an endpoint must carry.
 *
 * @param id Bedrock's identifier of the guardrail
 * @param version the published version, never DRAFT
 * @param price price of each configured policy
 * @param checksTools whether it is also applied to tool results and tool inputs, which Bedrock does
 *     not check
 * @param promptAttacks whether it may have a filter for prompt attacks; taken to have one where
 *     that is not known
 * @param exemptions what it need not look at; sorted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GuardrailUse(
    @JsonPropertyDescription("Bedrock's id of the guardrail.") String id,
    @JsonPropertyDescription("Published version that calls carry.") String version,
    @JsonPropertyDescription("Dollars per 1,000 text units of each policy.") GuardrailPrice price,
    @JsonPropertyDescription("Whether tool results and tool inputs are checked with it too.")
        boolean checksTools,
    @JsonPropertyDescription("Whether it may have a filter for prompt attacks.")
        Boolean promptAttacks,
    @JsonPropertyDescription("Content of calls that it need not look at.")
        List<GuardrailExemption> exemptions) {

  public GuardrailUse {
    // A status that another version wrote may lack these members.
    promptAttacks = promptAttacks == null ? Boolean.TRUE : promptAttacks;
    exemptions = exemptions == null ? List.of() : exemptions.stream().distinct().sorted().toList();
  }

  /** A guardrail that looks at all that it can, except at tools. */
  public GuardrailUse(String id, String version, GuardrailPrice price) {
    this(id, version, price, false);
  }

  /** A guardrail that looks at all that it can, at tools or not. */
  public GuardrailUse(String id, String version, GuardrailPrice price, boolean checksTools) {
    this(id, version, price, checksTools, true, List.of());
  }

  /** The same guardrail, for tools too or not. */
  public GuardrailUse checkingTools(boolean checks) {
    return new GuardrailUse(id, version, price, checks, promptAttacks, exemptions);
  }

  /** The same guardrail, with a filter for prompt attacks or without. */
  public GuardrailUse filteringPromptAttacks(boolean filters) {
    return new GuardrailUse(id, version, price, checksTools, filters, exemptions);
  }

  /** The same guardrail, with nothing else exempt from it. */
  public GuardrailUse exempting(List<GuardrailExemption> exempt) {
    return new GuardrailUse(id, version, price, checksTools, promptAttacks, exempt);
  }

  public boolean exempts(GuardrailExemption content) {
    return exemptions.contains(content);
  }

  /** Whether it looks at all that the other looks at. */
  public boolean looksAtAllOf(GuardrailUse other) {
    return (checksTools || !other.checksTools) && other.exemptions.containsAll(exemptions);
  }
}
