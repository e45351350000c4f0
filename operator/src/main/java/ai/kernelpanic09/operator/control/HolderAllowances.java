package ai.kernelpanic09.operator.control;

import java.time.InstantSource;

/**
 * How often a holder may ask, by kind: questions about the gateway's callers, which anybody can
 * cause, leave the gateway's syncs alone.
 *
 * @param syncs renewals of leases and rates
 * @param callers questions who a caller is; only the gateway asks them, once for each caller
 * @param templates questions for prompts
 */
record HolderAllowances(
    HolderRateLimiter syncs, HolderRateLimiter callers, HolderRateLimiter templates) {

  static HolderAllowances by(InstantSource clock) {
    return new HolderAllowances(
        new HolderRateLimiter(50, 200, clock),
        new HolderRateLimiter(200, 400, clock),
        new HolderRateLimiter(50, 200, clock));
  }
}
