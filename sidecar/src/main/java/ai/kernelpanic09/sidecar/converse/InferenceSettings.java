package ai.kernelpanic09.sidecar.converse;

import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the model to answer.
 *
 * @param maxTokens null where the endpoint's own limit is enough
 * @param temperature a number as the caller wrote it
 * @param topP a number as the caller wrote it
 * @param stopSequences where their array stands in the body; null where there are none
 */
record InferenceSettings(
    @Nullable Long maxTokens,
    @Nullable String temperature,
    @Nullable String topP,
    @Nullable Range stopSequences) {

  /** Bytes of the body. */
  record Range(int start, int end) {}
}
