package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Function;

/** Whether every pod that names the endpoint has its sidecar. */
final class SidecarsStep implements Step {

  /**
   * Pods that name an endpoint.
   *
   * @param served those with a sidecar
   * @param missed those without: made while the webhook was away
   * @param outdated those whose sidecar would be another one if they were made now
   */
  record Census(long served, List<Pod> missed, long outdated) {

    Census {
      missed = List.copyOf(missed);
    }
  }

  /** More holders with dollars than a ledger keeps in one object. */
  private static final long MOST_SIDECARS = 1_000;

  private final Function<EndpointName, Census> census;
  private final MissedPods missed;
  private final boolean webhook;

  SidecarsStep(Function<EndpointName, Census> census, MissedPods missed, boolean webhook) {
    this.census = census;
    this.missed = missed;
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
    if (!pods.missed().isEmpty() && webhook && findings.spec().mode() == Mode.SIDECAR) {
      missed.tell(pods.missed());
      return Verdict.no(
          "MissedPods",
          pods.missed().size() + " pods carry the label and no sidecar: they must be made again");
    }
    return verdict(pods);
  }

  /** What is to be said where no pod was missed. */
  static Verdict verdict(Census pods) {
    if (pods.outdated() > 0) {
      return Verdict.no(
          "OutdatedPods",
          pods.outdated()
              + " pods run a sidecar that would be another one now: restart their workloads");
    }
    return pods.served() > MOST_SIDECARS
        ? Verdict.no("TooManySidecars", "more than " + MOST_SIDECARS + " pods share this endpoint")
        : Verdict.yes("Current", pods.served() + " pods have their sidecar");
  }
}
