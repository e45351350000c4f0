package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * Dollars that one workload spent of an endpoint in one month.
 *
 * @param workload kind and name of the pods' owner, such as {@code Deployment/chat}
 * @param month id of the month
 * @param spent dollars reported
 * @param invocations calls reported
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Spender(
    @JsonPropertyDescription("Kind and name of the owner of the pods, or other.") String workload,
    @JsonPropertyDescription("The month.") String month,
    @JsonPropertyDescription("Dollars spent in it.") Money spent,
    @JsonPropertyDescription("Calls in it.") long invocations)
    implements Attributed<Spender> {

  @Override
  public String window() {
    return month;
  }

  @Override
  public String name() {
    return workload;
  }

  @Override
  public Spender with(Money spent, long invocations) {
    return new Spender(workload, month, spent, invocations);
  }

  @Override
  public Spender others() {
    return new Spender(OTHER, month, Money.ZERO, 0);
  }
}
