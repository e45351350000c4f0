package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an endpoint's spec.
 *
 * @param daily dollars a day; null for no limit
 * @param monthly dollars a calendar month; null for no limit
 * @param zone time zone whose midnight begins a day; a change holds from the next day on
 * @param blocks whether a spent budget refuses calls; if not, it is only counted
 * @param requestsPerMinute calls in any 60 seconds; null for no limit
 * @param tokensPerMinute tokens in any 60 seconds; null for no limit
 * @param standingPercent part of a small limit of requests that holders hold ahead
 */
public record BudgetTerms(
    @Nullable Money daily,
    @Nullable Money monthly,
    ZoneId zone,
    boolean blocks,
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    int standingPercent) {

  /** Without a standing allowance. */
  public BudgetTerms(
      @Nullable Money daily,
      @Nullable Money monthly,
      ZoneId zone,
      boolean blocks,
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute) {
    this(daily, monthly, zone, blocks, requestsPerMinute, tokensPerMinute, 0);
  }
}
