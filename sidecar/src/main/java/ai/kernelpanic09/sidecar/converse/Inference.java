package ai.kernelpanic09.sidecar.converse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the model to answer.
 *
 * @param maxTokens null where the endpoint's own limit is enough
 * @param temperature a number as the caller wrote it
 * @param topP a number as the caller wrote it
 */
record Inference(
    @Nullable Long maxTokens,
    @Nullable String temperature,
    @Nullable String topP,
    List<String> stopSequences) {}
