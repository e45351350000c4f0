package ai.kernelpanic09.webhook.inject.render;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.SidecarDefaults;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.inject.plan.KubernetesQuantity;
import ai.kernelpanic09.webhook.inject.plan.PodIntent;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sidecar's requests and limits. Field by field, a pod's annotation overrides the endpoints'
 * setting, which overrides the operator's default.
 */
public record SidecarResources(Map<String, String> requests, Map<String, String> limits) {

  /** Bodies up to this size fit into the default memory limit, as measured. */
  private static final long DEFAULT_MAX_BODY_BYTES = SidecarDefaults.MAX_BODY_BYTES;

  /**
   * Bytes of container memory for each further byte of a body. A body is held once, in the heap,
   * which is 28 % of the container's memory (the sidecar's jvm.options): four bytes leave room for
   * one body and for part of a second one that is being received.
   */
  private static final long COPIES_OF_A_BODY = 4;

  private static final long MEBIBYTE = 1 << 20;

  public static SidecarResources of(SidecarTemplate template, EndpointPlan plan, PodIntent intent) {
    var requests = new TreeMap<>(template.requests());
    requests.putAll(plan.requests());
    requests.putAll(intent.requests());
    var limits = new TreeMap<>(template.limits());
    limits.computeIfPresent("memory", (name, value) -> withRoomForBodies(value, plan));
    limits.putAll(plan.limits());
    limits.putAll(intent.limits());
    return new SidecarResources(requests, limits);
  }

  private static String withRoomForBodies(String memory, EndpointPlan plan) {
    var extra = plan.maxBodyBytes().orElse(DEFAULT_MAX_BODY_BYTES) - DEFAULT_MAX_BODY_BYTES;
    if (extra <= 0) {
      return memory;
    }
    var bytes =
        KubernetesQuantity.positive(memory).orElseThrow().longValue() + COPIES_OF_A_BODY * extra;
    return Math.ceilDiv(bytes, MEBIBYTE) + "Mi";
  }

  /**
   * The denial for a request above its limit; empty if there is none. The API server would refuse
   * the pod too, but would name a container that the pod's author never wrote.
   */
  public Optional<Denial> contradiction() {
    for (var request : requests.entrySet()) {
      var limit = limits.get(request.getKey());
      if (limit != null && !KubernetesQuantity.max(limit, request.getValue()).equals(limit)) {
        return Optional.of(
            new Denial(
                AdmissionReason.INVALID_ANNOTATION,
                "the sidecar's "
                    + request.getKey()
                    + " request "
                    + request.getValue()
                    + " is above its limit "
                    + limit
                    + "; see the annotations "
                    + Keys.SIDECAR_MEMORY_REQUEST
                    + " and "
                    + Keys.SIDECAR_MEMORY_LIMIT));
      }
    }
    return Optional.empty();
  }

  ObjectNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    requests.forEach(json.putObject("requests")::put);
    if (!limits.isEmpty()) {
      limits.forEach(json.putObject("limits")::put);
    }
    return json;
  }
}
