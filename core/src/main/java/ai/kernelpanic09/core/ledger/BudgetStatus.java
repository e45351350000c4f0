package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger as it stands in {@code status.budget}: this object is the counter itself. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetStatus(
    @JsonPropertyDescription("Term of the leading operator; grows with each takeover.") long epoch,
    @JsonPropertyDescription("Names the last commit; each commit is a compare-and-swap on it.")
        String commitId,
    @JsonPropertyDescription("Today's budget.") @Nullable BudgetView daily,
    @JsonPropertyDescription("This month's budget.") @Nullable BudgetView monthly,
    @JsonPropertyDescription("Days that are open, ahead, or may still hear from a pod.")
        List<WindowStatus> windows,
    @JsonPropertyDescription("Months of those days.") List<MonthStatus> months,
    @JsonPropertyDescription(
            "Request tokens issued in the last minute: holder, second, issued, returned.")
        List<String> requests,
    @JsonPropertyDescription(
            "Model tokens issued in the last minute: holder, second, issued, returned.")
        List<String> tokens) {

  public BudgetStatus {
    windows = orEmpty(windows);
    months = orEmpty(months);
    requests = orEmpty(requests);
    tokens = orEmpty(tokens);
  }

  /** One day. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WindowStatus(
      @JsonPropertyDescription("The day, counted from 1970-01-01.") long seq,
      @JsonPropertyDescription("The day.") String id,
      @JsonPropertyDescription("The month that it counts to.") String month,
      @JsonPropertyDescription("Time zone by which the day was opened.") String zone,
      @JsonPropertyDescription("First moment.") String start,
      @JsonPropertyDescription("First moment of the next day.") String end,
      @JsonPropertyDescription("Dollars that sidecars reported as spent.") Money spent,
      @JsonPropertyDescription("The part of spent that is a worst case and no bill.")
          Money estimated,
      @JsonPropertyDescription("Leased dollars of lost pods, counted as spent.") Money writtenOff,
      @JsonPropertyDescription(
              "Leases: pod uid, incarnation, seq, granted, reported, returned, estimated, invocations, tokens in, out,"
                  + " cache read, cache write.")
          List<String> holders) {

    public WindowStatus {
      holders = orEmpty(holders);
    }
  }

  /** One month: the sum of its days that are closed for good. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MonthStatus(
      @JsonPropertyDescription("The month.") String id,
      @JsonPropertyDescription("First moment.") String start,
      @JsonPropertyDescription("First moment of the next month.") String end,
      @JsonPropertyDescription("Dollars spent on days that are closed for good.") Money spent,
      @JsonPropertyDescription("Dollars written off on days that are closed for good.")
          Money writtenOff) {}

  private static <T> List<T> orEmpty(@Nullable List<T> values) {
    return values == null ? List.of() : List.copyOf(values);
  }
}
