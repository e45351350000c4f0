package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as it stands in {@code status.budget}: not a copy of the budget's counter, but the
 * counter itself.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetStatus(
    @JsonPropertyDescription("Term of the leading operator; grows with each takeover.") long epoch,
    @JsonPropertyDescription("Names the last commit; each commit is a compare-and-swap on it.")
        String commitId,
    @JsonPropertyDescription("Today's budget.") @Nullable BudgetView daily,
    @JsonPropertyDescription("This month's budget.") @Nullable BudgetView monthly,
    @JsonPropertyDescription("Pods that hold dollars of today; at most 1,000 can.")
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        long holders,
    @JsonPropertyDescription("Days that are open, ahead, or may still hear from a pod.")
        List<WindowStatus> windows,
    @JsonPropertyDescription("Months of those days.") List<MonthStatus> months,
    @JsonPropertyDescription("The last resets of the budget, oldest first.") List<Reset> resets,
    @JsonPropertyDescription("The last orders to settle estimates, oldest first.")
        List<EstimateSettlement> settlements,
    @JsonPropertyDescription(
            "Request tokens issued in the last minute: holder, second, issued, returned. Lines with"
                + " #pool and #share tell how a limit of more than 600 is shared out, those with"
                + " #standing which tokens pods hold ahead.")
        List<String> requests,
    @JsonPropertyDescription(
            "Model tokens issued in the last minute: holder, second, issued, returned.")
        List<String> tokens) {

  public BudgetStatus {
    windows = orEmpty(windows);
    months = orEmpty(months);
    resets = orEmpty(resets);
    settlements = orEmpty(settlements);
    requests = orEmpty(requests);
    tokens = orEmpty(tokens);
  }

  /** Whether no further pod can hold dollars; pods that ask for some have to wait. */
  public boolean full() {
    return holders >= Ledger.MAX_HOLDERS;
  }

  /** One day. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WindowStatus(
      @JsonPropertyDescription("The day, counted from 1970-01-01.") long seq,
      @JsonPropertyDescription("The day.") String id,
      @JsonPropertyDescription("The month that it counts to.") String month,
      @JsonPropertyDescription("Time zone by which the day was opened.") String zone,
      @JsonPropertyDescription("First moment.") String start,
      @JsonPropertyDescription("First moment of the next day.") String end,
      @JsonPropertyDescription("Dollars that sidecars reported as spent.") Money spent,
      @JsonPropertyDescription("The part of spent that was booked as a worst case and no bill.")
          Money estimated,
      @JsonPropertyDescription("The part of estimated of which the cost is settled.")
          @Nullable Money resolved,
      @JsonPropertyDescription(
              "What that part really cost. Where it is less, the difference does not count; where it"
                  + " is more, spent has it.")
          @Nullable Money billed,
      @JsonPropertyDescription("Leased dollars of lost pods, counted as spent.") Money writtenOff,
      @JsonPropertyDescription(
              "Dollars that no longer count against the day's budget, after a reset.")
          @Nullable Money forgiven,
      @JsonPropertyDescription(
              "Dollars in the hands of pods: the sum of the leases, and of lines that can't be"
                  + " read.")
          @Nullable Money leased,
      @JsonPropertyDescription(
              "Leases: pod uid, incarnation, seq, granted, reported, returned, estimated,"
                  + " invocations, tokens in, out, cache read, cache write; and dead, where the pod"
                  + " is gone or silent.")
          List<String> holders) {

    public WindowStatus {
      holders = orEmpty(holders);
    }
  }

  /** One month: the sum of its days that are closed for good. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MonthStatus(
      @JsonPropertyDescription("The month.") String id,
      @JsonPropertyDescription("First moment.") String start,
      @JsonPropertyDescription("First moment of the next month.") String end,
      @JsonPropertyDescription("Dollars spent on days that are closed for good.") Money spent,
      @JsonPropertyDescription("Dollars written off on days that are closed for good.")
          Money writtenOff,
      @JsonPropertyDescription(
              "The part of spent that was an estimate and, as settled, was not billed: it does not"
                  + " count.")
          @Nullable Money unbilled,
      @JsonPropertyDescription(
              "Dollars that no longer count against the month's budget, after a reset.")
          @Nullable Money forgiven) {}

  private static <T> List<T> orEmpty(@Nullable List<T> values) {
    return values == null ? List.of() : List.copyOf(values);
  }
}
