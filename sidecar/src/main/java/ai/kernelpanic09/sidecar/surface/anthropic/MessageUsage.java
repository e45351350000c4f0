package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.price.Usage;
import org.jspecify.annotations.Nullable;

/** What a call used, as objects of JSON. */
final class MessageUsage {

  /** That of an answer that begins: Bedrock tells what was used at the end. */
  static final String UNKNOWN =
      "{\"input_tokens\":0,\"output_tokens\":0,"
          + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0}";

  private MessageUsage() {}

  /** That of a whole answer. */
  static String of(@Nullable Usage usage) {
    var used = usage == null ? Usage.NONE : usage;
    return members(used)
        + ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":"
        + used.cacheWrite5mTokens()
        + ",\"ephemeral_1h_input_tokens\":"
        + used.cacheWrite1hTokens()
        + "}}";
  }

  private static String members(Usage used) {
    return "{\"input_tokens\":"
        + used.inputTokens()
        + ",\"output_tokens\":"
        + used.outputTokens()
        + ",\"cache_creation_input_tokens\":"
        + used.cacheWriteTokens()
        + ",\"cache_read_input_tokens\":"
        + used.cacheReadTokens();
  }
}
