package ai.kernelpanic09.core.protocol;

/**
 * One-shot rate tokens. Each serves once, and only within {@code validMillis} of the moment at
 * which the holder sent its request.
 *
 * @param slot names the grant when tokens are returned
 * @param amount tokens granted by this answer
 * @param validMillis how long they serve
 * @param retryAfterMillis until what was wanted and not granted will be free, if nobody else takes
 *     it; 0 if all was granted
 */
public record RateGrant(long slot, long amount, long validMillis, long retryAfterMillis) {}
