package ai.kernelpanic09.core.account;

import org.jspecify.annotations.Nullable;

/**
 * How much of a rate a holder may use.
 *
 * @param limit of the endpoint in any 60 seconds, over all holders
 * @param remaining what this holder may use at once, of its own share; null where it has no share,
 *     for the operator then gives it tokens as its calls need them
 * @param resetMillis time until {@code remaining} has grown as far as it can without a new share;
 *     null where {@code remaining} is
 */
public record RateLeft(long limit, @Nullable Long remaining, @Nullable Long resetMillis) {}
