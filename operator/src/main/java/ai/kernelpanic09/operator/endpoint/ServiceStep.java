package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionState;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Service {@code model-<name>} is the endpoint's own, and leads to the gateway. Editors
 * of the namespace may change, replace and delete it: a Service that the endpoint has had is put
 * right, one that it never had is left alone.
 */
final class ServiceStep implements Step {

  private final KubernetesClient client;
  private final EndpointServices services;
  private final BiConsumer<ModelEndpoint, String> putRight;
  private final boolean gateway;

  /**
   * @param putRight told the endpoint whose Service was put right, and what had been wrong with it
   * @param gateway whether there is a gateway to lead to
   */
  ServiceStep(
      KubernetesClient client,
      EndpointServices services,
      BiConsumer<ModelEndpoint, String> putRight,
      boolean gateway) {
    this.client = client;
    this.services = services;
    this.putRight = putRight;
    this.gateway = gateway;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.SERVICE_READY;
  }

  @Override
  public Result check(Observation observed) {
    if (!gateway) {
      return new Result(
          ConditionState.ofTrue(
              ConditionReason.NO_GATEWAY, "there is no gateway, and so no Service"),
          observed.withService(false));
    }
    var endpoint = observed.endpoint();
    var wanted = services.wanted(endpoint);
    var name = wanted.getMetadata().getName();
    var before = observed.before();
    var had = before != null && name.equals(before.service());
    var resource = client.services().inNamespace(observed.name().namespace());
    var present = resource.withName(name).get();
    if (present != null && !had && !EndpointServices.isOwned(present, endpoint)) {
      return new Result(
          ConditionState.ofFalse(
              ConditionReason.SERVICE_CONFLICT,
              "Service " + name + " belongs to somebody else, and is left alone"),
          observed.withService(false));
    }
    if (present == null) {
      resource.resource(wanted).create();
    } else if (!services.isRight(present, endpoint)) {
      wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
      resource.resource(wanted).update();
    }
    if (had && (present == null || !services.isRight(present, endpoint))) {
      putRight.accept(endpoint, "Service " + name + " " + wrong(present) + "; it was put right");
    }
    return new Result(
        ConditionState.ofTrue(ConditionReason.OWNED, "Service " + name + " leads to the gateway"),
        observed.withService(true));
  }

  private static String wrong(@Nullable Service present) {
    return present == null ? "was gone" : "was not the one that leads to the gateway";
  }
}
