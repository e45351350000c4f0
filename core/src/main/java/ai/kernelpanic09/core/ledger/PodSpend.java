package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * Dollars that one pod spent of an endpoint on one day.
 *
 * @param day id of the day
 * @param pod name of the pod, with its namespace in front unless that is the endpoint's
 * @param workload kind and name of its owner, such as {@code Deployment/chat}
 * @param spent dollars reported
 * @param invocations calls reported
 */
public record PodSpend(String day, String pod, String workload, Money spent, long invocations)
    implements Attributed<PodSpend> {

  @Override
  public String window() {
    return day;
  }

  @Override
  public String name() {
    return pod;
  }

  @Override
  public PodSpend with(Money spent, long invocations) {
    return new PodSpend(day, pod, workload, spent, invocations);
  }

  @Override
  public PodSpend others() {
    return new PodSpend(day, OTHER, "-", Money.ZERO, 0);
  }
}
