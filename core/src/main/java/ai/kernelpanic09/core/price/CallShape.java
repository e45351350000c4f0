package ai.kernelpanic09.core.price;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The quantities that decide a call's worst case, counted from the request before it is sent.
 *
 * @param messages number of messages and system blocks
 * @param textBytes UTF-8 bytes of all text that the model reads, tool definitions included
 * @param guardedCharacters characters that a guardrail may be asked to look at
 * @param images images in the request
 * @param opaque whether the request holds content whose tokens can't be bounded from its bytes
 *     (documents, audio, video, anything by reference)
 * @param tools whether tools are offered
 * @param cachePoint whether the request holds a cache point
 * @param maxTokens the most tokens that the model may generate
 * @param reasoning whether thoughts of an earlier answer are handed back
 * @param boundedInput most input tokens where they are known otherwise than by the texts' bytes: as
 *     the provider has counted them; null where they are not
 */
public record CallShape(
    int messages,
    long textBytes,
    long guardedCharacters,
    int images,
    boolean opaque,
    boolean tools,
    boolean cachePoint,
    long maxTokens,
    boolean reasoning,
    @Nullable Long boundedInput) {

  /** A shape whose input is bounded by what is counted here. */
  public CallShape(
      int messages,
      long textBytes,
      long guardedCharacters,
      int images,
      boolean opaque,
      boolean tools,
      boolean cachePoint,
      long maxTokens) {
    this(
        messages,
        textBytes,
        guardedCharacters,
        images,
        opaque,
        tools,
        cachePoint,
        maxTokens,
        false,
        null);
  }

  /** The same shape, with thoughts of an earlier answer or without. */
  public CallShape reasoning(boolean handedBack) {
    return new CallShape(
        messages,
        textBytes,
        guardedCharacters,
        images,
        opaque,
        tools,
        cachePoint,
        maxTokens,
        handedBack,
        boundedInput);
  }

  /** What it has beside plain text; nothing of a guardrail, which the shape does not know. */
  public Set<CallFeature> features() {
    return CallFeature.of(this);
  }

  /** The same shape with a bound of its input. */
  public CallShape bounded(long inputTokens) {
    return new CallShape(
        messages,
        textBytes,
        guardedCharacters,
        images,
        opaque,
        tools,
        cachePoint,
        maxTokens,
        reasoning,
        inputTokens);
  }
}
