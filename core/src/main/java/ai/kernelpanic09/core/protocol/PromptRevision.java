package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.prompt.Prompt;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A revision of a template, with its prompt. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PromptRevision(long number, String hash, Prompt prompt) {}
