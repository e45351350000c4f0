package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import java.util.function.Function;

/** Whether every pod that names the endpoint has its sidecar. */
final class SidecarsStep implements Step {

  /**
   * Pods that name an endpoint.
   *
   * @param served those with a sidecar
   * @param missed those without: made while the webhook was away
   * @param outdated those whose sidecar's image is none of the allowed ones
   */
  record Census(long served, long missed, long outdated) {}

  /** More holders with dollars than a ledger keeps in one object. */
  private static final long MOST_SIDECARS = 1_000;

  private final Function<EndpointName, Census> census;
  private final boolean webhook;

  SidecarsStep(Function<EndpointName, Census> census, boolean webhook) {
    this.census = census;
    this.webhook = webhook;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.SIDECARS_CURRENT;
  }

  @Override
  public Verdict check(Findings findings) {
    var pods = census.apply(findings.name());
    findings.sidecars = pods.served();
    if (pods.missed() > 0 && webhook && findings.spec().mode() == Mode.SIDECAR) {
      return Verdict.no(
          "MissedPods",
          pods.missed() + " pods carry the label and no sidecar: they must be made again");
    }
    if (pods.outdated() > 0) {
      return Verdict.no(
          "OutdatedPods", pods.outdated() + " pods run a sidecar of an image that is not allowed");
    }
    return pods.served() > MOST_SIDECARS
        ? Verdict.no("TooManySidecars", "more than " + MOST_SIDECARS + " pods share this endpoint")
        : Verdict.yes("Current", pods.served() + " pods have their sidecar");
  }
}
