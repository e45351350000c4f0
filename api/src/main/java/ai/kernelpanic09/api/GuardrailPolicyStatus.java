package ai.kernelpanic09.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found and did for a GuardrailPolicy. */
public record GuardrailPolicyStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Synced, Normalized, and Ready, which is derived from the others.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("Hash of the policy as it is sent to Bedrock.") @Nullable String hash,
    @JsonPropertyDescription("Number of accounts and regions in which the policy is in force.")
        @Nullable Long regions,
    @JsonPropertyDescription(
            "Version in force: one number when it is the same everywhere, else the lowest and the"
                + " highest, such as 3-4.")
        @Nullable String version,
    @JsonPropertyDescription("The guardrails in AWS, one per account and region.")
        @Nullable List<Guardrail> guardrails)
    implements StatusPart {

  /** The guardrail of one account and region. */
  public record Guardrail(
      @JsonPropertyDescription("AWS account.") String account,
      @JsonPropertyDescription("AWS region.") String region,
      @JsonPropertyDescription("Bedrock's id of the guardrail.") @Nullable String id,
      @JsonPropertyDescription("ARN of the guardrail.") @Nullable String arn,
      @JsonPropertyDescription("Version in force.") @Nullable String version,
      @JsonPropertyDescription("Hash of the policy as that version was published.")
          @Nullable String hash,
      @JsonPropertyDescription(
              "When the guardrail's draft was last changed by the operator: any other time means"
                  + " that somebody else changed it.")
          @Nullable String draftUpdated,
      @JsonPropertyDescription("Bedrock's state of the guardrail, such as READY.")
          @Nullable String state,
      @JsonPropertyDescription("Why the guardrail is not in order, when it is not.")
          @Nullable String message)
      implements StatusPart {}
}
