package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether every pod that names the endpoint has a sidecar that is believed and not outdated. */
final class SidecarsStep implements Step {

  /**
   * The pods that name an endpoint and may use it, by the state of their sidecars.
   *
   * @param served number of pods with a sidecar
   * @param missed pods without one, which were created while the webhook was away
   * @param unbelieved pods whose sidecar runs an image that no setting names
   * @param outdated number of pods whose sidecar would be rendered differently now
   */
  record Census(long served, List<Pod> missed, List<Pod> unbelieved, long outdated) {

    Census {
      missed = List.copyOf(missed);
      unbelieved = List.copyOf(unbelieved);
    }
  }

  private final Function<ModelEndpoint, @Nullable Census> census;
  private final Function<EndpointName, @Nullable BudgetStatus> ledgers;
  private final PodNotices notices;
  private final SidecarImages images;
  private final boolean webhook;

  /**
   * @param census null until all pods are known
   * @param ledgers the newest ledger of an endpoint, null before the first commit
   */
  SidecarsStep(
      Function<ModelEndpoint, @Nullable Census> census,
      Function<EndpointName, @Nullable BudgetStatus> ledgers,
      PodNotices notices,
      SidecarImages images,
      boolean webhook) {
    this.census = census;
    this.ledgers = ledgers;
    this.notices = notices;
    this.images = images;
    this.webhook = webhook;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.SIDECARS_CURRENT;
  }

  @Override
  public Result check(Observation observed) {
    var pods = census.apply(observed.endpoint());
    return pods == null
        ? uncounted(observed)
        : new Result(state(pods, observed), observed.withSidecars(pods.served()));
  }

  /** The result while not all pods are known: what was counted before stays. */
  static Result uncounted(Observation observed) {
    var before = observed.before();
    var sidecars = before == null ? null : before.sidecars();
    return new Result(
        ConditionState.ofUnavailable(
            ConditionReason.API_SERVER_UNAVAILABLE, "not all pods are known yet"),
        sidecars == null ? observed : observed.withSidecars(sidecars));
  }

  private ConditionState state(Census pods, Observation observed) {
    if (!pods.missed().isEmpty() && webhook && observed.spec().mode() == Mode.SIDECAR) {
      notices.missed(pods.missed());
      return ConditionState.ofFalse(
          ConditionReason.MISSED_PODS,
          pods.missed().size() + " pods carry the label and no sidecar: they must be made again");
    }
    for (var pod : pods.unbelieved()) {
      notices.unbelieved(pod, images.refusal(image(pod)));
    }
    var ledger = ledgers.apply(observed.name());
    return state(pods, images, ledger != null && ledger.full());
  }

  private static String image(Pod pod) {
    return PodCensus.sidecar(pod).map(Container::getImage).orElse("no image");
  }

  /** The condition's state if no pod was missed. */
  static ConditionState state(Census pods, SidecarImages images, boolean full) {
    if (!pods.unbelieved().isEmpty()) {
      return ConditionState.ofFalse(
          ConditionReason.IMAGE_NOT_BELIEVED,
          pods.unbelieved().size()
              + " pods get nothing: "
              + images.refusal(image(pods.unbelieved().getFirst()))
              + "; restart their workloads");
    }
    if (pods.outdated() > 0) {
      return ConditionState.ofFalse(
          ConditionReason.OUTDATED_PODS,
          pods.outdated()
              + " pods run a sidecar that would be another one now: restart their workloads");
    }
    return full
        ? ConditionState.ofFalse(
            ConditionReason.TOO_MANY_SIDECARS,
            Ledger.MAX_HOLDERS
                + " pods hold dollars of this endpoint, the most that can; calls of further ones"
                + " wait until one gives its dollars back")
        : ConditionState.ofTrue(
            ConditionReason.CURRENT, pods.served() + " pods have their sidecar");
  }
}
