package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Rate tokens of one answer: one-shot tokens, and for a busy holder under a large limit a share,
 * which fills the holder's bucket evenly.
 *
 * @param slot names the grant when tokens are returned
 * @param amount one-shot tokens granted; each can be used once
 * @param validMillis how long they can be used, from the moment at which the holder sent its
 *     request
 * @param retryAfterMillis time until the wanted tokens that were not granted will be free, if no
 *     other holder takes them; 0 when all were granted
 * @param share replaces the share that the holder had; null for none
 * @param standing tokens held ahead; null for none, and from an operator of an earlier version
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateGrant(
    long slot,
    long amount,
    long validMillis,
    long retryAfterMillis,
    @Nullable Share share,
    @Nullable Standing standing) {

  /** One-shot tokens alone. */
  public RateGrant(long slot, long amount, long validMillis, long retryAfterMillis) {
    this(slot, amount, validMillis, retryAfterMillis, null);
  }

  /** Without tokens held ahead. */
  public RateGrant(
      long slot, long amount, long validMillis, long retryAfterMillis, @Nullable Share share) {
    this(slot, amount, validMillis, retryAfterMillis, share, null);
  }

  /** The same grant with these tokens held ahead. */
  public RateGrant with(@Nullable Standing held) {
    return new RateGrant(slot, amount, validMillis, retryAfterMillis, share, held);
  }

  /**
   * Tokens that the holder may use without asking, each once.
   *
   * @param granted all tokens that this process of the holder has been granted
   * @param keep unused tokens that it keeps; it returns those above with its next request
   * @param ttlMillis how long they may be used without another answer, from the moment at which the
   *     holder sent its request
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Standing(long granted, long keep, long ttlMillis) {}

  /**
   * A bucket of the holder's own, empty at first.
   *
   * @param perMinute tokens that flow into it per minute, evenly
   * @param depth most tokens that it holds
   * @param ttlMillis how long it may be used without another answer, from the moment at which the
   *     holder sent its request
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Share(long perMinute, long depth, long ttlMillis) {}
}
