package ai.kernelpanic09.core.endpoint;

import ai.kernelpanic09.core.price.GuardrailPrice;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * A guardrail that the account or its organisation adds to every call.
 *
 * @param version a number, never DRAFT
 * @param price price of each policy that it has, or may have where that is not known
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html">Guardrails
 *     enforcements</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnforcedGuardrail(
    @JsonPropertyDescription("ARN of the guardrail.") String arn,
    @JsonPropertyDescription("Version that is enforced.") String version,
    @JsonPropertyDescription("Who enforces it.") Origin origin,
    @JsonPropertyDescription("Dollars per 1,000 text units of each policy.") GuardrailPrice price) {

  /** Who enforces a guardrail. */
  public enum Origin {
    /** The account, in one region: AWS lists it. */
    ACCOUNT,
    /** The organisation: the operator's settings name it. */
    ORGANIZATION
  }

  /** Bedrock's identifier of the guardrail. */
  public String id() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** Whether it is a version of a guardrail. */
  public boolean is(String guardrailId, String guardrailVersion) {
    return id().equals(guardrailId) && version.equals(guardrailVersion);
  }
}
