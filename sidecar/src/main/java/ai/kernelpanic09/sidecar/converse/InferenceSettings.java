package ai.kernelpanic09.sidecar.converse;

import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the model to answer.
 *
 * @param maxTokens null for the endpoint's own limit
 * @param temperature a number as the caller wrote it; null for the model's default
 * @param topP a number as the caller wrote it; null for the model's default
 * @param stopSequences where their array stands in the body; null where there are none
 */
record InferenceSettings(
    @Nullable Long maxTokens,
    @Nullable String temperature,
    @Nullable String topP,
    @Nullable Range stopSequences) {

  /** A range of bytes of the body. */
  record Range(int start, int end) {}
}
