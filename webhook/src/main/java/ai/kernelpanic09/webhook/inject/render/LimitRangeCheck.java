package ai.kernelpanic09.webhook.inject.render;

import ai.kernelpanic09.webhook.inject.plan.KubernetesQuantity;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Warns of a LimitRange that will refuse the sidecar: the API server's own message names neither
 * the container nor a remedy.
 */
public final class LimitRangeCheck {

  private LimitRangeCheck() {}

  /**
   * Adds a warning for each bound that the sidecar breaks.
   *
   * @param ranges LimitRanges of the pod's namespace
   */
  public static void warn(List<JsonNode> ranges, SidecarResources sidecar, Warnings warnings) {
    for (var range : ranges) {
      var name = range.path("metadata").path("name").asText();
      for (var item : range.path("spec").path("limits")) {
        if (item.path("type").asText().equals("Container")) {
          above(name, sidecar.limits(), item.path("max"), warnings);
          below(name, sidecar.requests(), item.path("min"), warnings);
        }
      }
    }
  }

  private static void above(
      String name, Map<String, String> limits, JsonNode max, Warnings warnings) {
    limits.forEach(
        (resource, limit) -> {
          var bound = max.path(resource).asText();
          if (isQuantity(bound) && !KubernetesQuantity.max(bound, limit).equals(bound)) {
            warn(name, resource + " limit " + limit + " > max " + bound, warnings);
          }
        });
  }

  private static void below(
      String name, Map<String, String> requests, JsonNode min, Warnings warnings) {
    requests.forEach(
        (resource, request) -> {
          var bound = min.path(resource).asText();
          if (isQuantity(bound) && !KubernetesQuantity.max(request, bound).equals(request)) {
            warn(name, resource + " request " + request + " < min " + bound, warnings);
          }
        });
  }

  private static boolean isQuantity(String text) {
    return KubernetesQuantity.positive(text).isPresent();
  }

  private static void warn(String name, String what, Warnings warnings) {
    warnings.add(
        "LimitRange "
            + Warnings.shortened(name, 20)
            + " refuses the sidecar: "
            + what
            + "; see spec.sidecar.resources");
  }
}
