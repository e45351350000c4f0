package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One budget as people read it: the day's, or the month's. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetView(
    @JsonPropertyDescription("Dollars that may be spent; absent where there is no limit.")
        @Nullable Money limit,
    @JsonPropertyDescription("Dollars that sidecars reported as spent.") Money spent,
    @JsonPropertyDescription(
            "The part of a day's spent that is a worst case and no bill, as of calls that failed; without"
                + " what is settled.")
        @Nullable Money estimated,
    @JsonPropertyDescription("Dollars in the hands of sidecars, not yet spent.") Money leased,
    @JsonPropertyDescription(
            "The part of leased that pods hold which are gone, or silent for ten minutes. What they"
                + " do not report is written off an hour after the day.")
        @Nullable Money unreachable,
    @JsonPropertyDescription(
            "Dollars leased to pods that were lost before they reported; counted as spent.")
        Money writtenOff,
    @JsonPropertyDescription(
            "The part of spent that was an estimate and, as settled, was not billed: it does not"
                + " count.")
        @Nullable Money unbilled,
    @JsonPropertyDescription("Dollars that no longer count against the budget, after a reset.")
        @Nullable Money forgiven,
    @JsonPropertyDescription("Dollars left to lease; absent where there is no limit.")
        @Nullable Money available,
    @JsonPropertyDescription("First moment of the window.") String windowStart,
    @JsonPropertyDescription("First moment of the next window.") String windowEnd) {

  /** Whether nothing is left, so that no call can be paid. */
  public boolean exhausted() {
    return limit != null && counted().compareTo(limit) >= 0;
  }

  /** Whether more is spent or leased than the limit allows, as after lowering it. */
  public boolean overcommitted() {
    return limit != null && counted().plus(leased).compareTo(limit) > 0;
  }

  /** Dollars that are gone for good: spent or written off, and not known to be unbilled. */
  public Money booked() {
    return spent.plus(writtenOff).minus(orZero(unbilled));
  }

  private static Money orZero(@Nullable Money money) {
    return money == null ? Money.ZERO : money;
  }

  private Money counted() {
    return booked().minus(orZero(forgiven));
  }
}
