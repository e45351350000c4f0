package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.digest.Sha256;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Whose tokens the gateway's callers send. Known for a few seconds, whether they hold or not: a
 * caller that tries many endpoints, or one with a token that proves nothing, is reviewed once.
 */
final class CallerTokens {

  private static final Duration HOLDS = Duration.ofSeconds(10);

  private final TokenCheck tokens;
  private final ProofLimit limit;
  private final Refusals refusals;
  private final InstantSource clock;
  private final Cache<String, TokenIdentity> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(HOLDS).build();

  CallerTokens(TokenCheck tokens, ProofLimit limit, Refusals refusals, InstantSource clock) {
    this.tokens = tokens;
    this.limit = limit;
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * The ServiceAccount of a caller's token.
   *
   * @throws ControlFailure as {@link TokenCheck#check}
   */
  TokenIdentity check(String token) {
    var hash = Sha256.hex(token);
    var identity = known.getIfPresent(hash);
    if (identity != null && identity.expires().isAfter(clock.instant())) {
      return identity;
    }
    var reviewed = refusals.unlessRefused(hash, () -> limit.within(() -> tokens.check(token)));
    known.put(hash, reviewed);
    return reviewed;
  }
}
