package ai.kernelpanic09.sidecar.guardrail;

import org.jspecify.annotations.Nullable;

/**
 * A policy of a guardrail that has found something, and the action that it took. The content that
 * it found is not kept: the assessment holds personal data as it was written.
 */
public record GuardrailFinding(Policy policy, Action action)
    implements Comparable<GuardrailFinding> {

  /** A policy of a guardrail, in the vocabulary of the resource. */
  public enum Policy {
    CONTENT("content"),
    TOPICS("topics"),
    WORDS("words"),
    SENSITIVE_INFORMATION("sensitiveInformation"),
    GROUNDING("contextualGrounding"),
    AUTOMATED_REASONING("automatedReasoning");

    private final String text;

    Policy(String text) {
      this.text = text;
    }

    /** The policy as callers and metrics name it. */
    public String text() {
      return text;
    }

    /** The policy that a member of an assessment is about; null when it is about none. */
    static @Nullable Policy ofMember(String name) {
      return switch (name) {
        case "contentPolicy" -> CONTENT;
        case "topicPolicy" -> TOPICS;
        case "wordPolicy" -> WORDS;
        case "sensitiveInformationPolicy" -> SENSITIVE_INFORMATION;
        case "contextualGroundingPolicy" -> GROUNDING;
        case "automatedReasoningPolicy" -> AUTOMATED_REASONING;
        default -> null;
      };
    }
  }

  /** The action of a guardrail. */
  public enum Action {
    BLOCKED,
    ANONYMIZED,
    /** It only reports; the text goes on unchanged. */
    NONE
  }

  @Override
  public int compareTo(GuardrailFinding other) {
    var byPolicy = policy.compareTo(other.policy);
    return byPolicy != 0 ? byPolicy : action.compareTo(other.action);
  }
}
