package ai.kernelpanic09.sidecar.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A prompt with its variables filled in.
 *
 * @param system the system prompt; null where there is none, or it came out empty
 * @param text the user's message
 */
public record Rendered(@Nullable String system, String text) {}
