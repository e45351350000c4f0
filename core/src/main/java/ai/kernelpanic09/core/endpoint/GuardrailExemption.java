package ai.kernelpanic09.core.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Content of a call that the guardrail of its endpoint need not look at. */
public enum GuardrailExemption {
  /** The system prompt. */
  @JsonProperty("SystemPrompt")
  SYSTEM_PROMPT,
  /** What a caller leaves unmarked, where Bedrock looks at nothing but what is marked. */
  @JsonProperty("UnmarkedContent")
  UNMARKED_CONTENT,
  /** Documents in formats that no guardrail reads, audio and video. */
  @JsonProperty("UnreadableContent")
  UNREADABLE_CONTENT
}
