package ai.kernelpanic09.core.price;

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
 */
public record CallShape(
    int messages,
    long textBytes,
    long guardedCharacters,
    int images,
    boolean opaque,
    boolean tools,
    boolean cachePoint,
    long maxTokens) {}
