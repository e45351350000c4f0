package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's answer to a call.
 *
 * @param text all text blocks, joined
 * @param blocks the content as raw JSON when it is more than text; else null
 * @param usage what it used; null when the answer does not tell
 * @param guardrailKnown whether the answer tells what the guardrail looked at
 */
public record ConverseReply(
    String text,
    @Nullable String blocks,
    String stopReason,
    @Nullable Usage usage,
    boolean guardrailKnown) {}
