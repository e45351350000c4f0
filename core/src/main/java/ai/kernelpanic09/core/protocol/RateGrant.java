package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The right to send: one-shot tokens, each of which serves once and only within {@code validMillis}
 * of the moment at which the holder sent its request, and for busy holders of large limits a share
 * that fills up by itself.
 *
 * @param slot names the grant when tokens are returned
 * @param amount tokens granted by this answer
 * @param validMillis how long they serve
 * @param retryAfterMillis until what was wanted and not granted will be free, if nobody else takes
 *     it; 0 if all was granted
 * @param share what the holder may draw on from now on, instead of what it had; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateGrant(
    long slot, long amount, long validMillis, long retryAfterMillis, @Nullable Share share) {

  /** One-shot tokens alone. */
  public RateGrant(long slot, long amount, long validMillis, long retryAfterMillis) {
    this(slot, amount, validMillis, retryAfterMillis, null);
  }

  /**
   * A bucket of the holder's own, empty at first.
   *
   * @param perMinute what flows into it, evenly
   * @param depth the most that it holds
   * @param ttlMillis how long it may be drawn on without word from the operator, from the moment at
   *     which the holder sent its request
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Share(long perMinute, long depth, long ttlMillis) {}
}
