package ai.kernelpanic09.webhook.inject.plan;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.PodEndpoints;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The wishes of a pod, read from its label and annotations.
 *
 * @param endpoints all endpoints that the pod names, the label's first
 * @param requests resource requests that the pod sets for its sidecar, by name
 * @param limits likewise
 */
public record PodIntent(
    List<EndpointName> endpoints,
    SidecarMode sidecarMode,
    SdkEnv sdkEnv,
    Map<String, String> requests,
    Map<String, String> limits,
    String logLevel) {

  public enum SidecarMode {
    AUTO,
    NATIVE,
    CONTAINER
  }

  public enum SdkEnv {
    AUTO,
    OFF,
    FORCE,
    AWS_CREDENTIALS
  }

  private static final String DEFAULT_LOG_LEVEL = "info";
  private static final Set<String> LOG_LEVELS = Set.of("error", "warn", "info", "debug");

  public static PodIntent of(
      JsonNode pod, String namespace, List<Denial> denials, Warnings warnings) {
    return new PodIntent(
        endpoints(pod, namespace, denials, warnings),
        choice(pod, Keys.SIDECAR_MODE, SidecarMode.values(), denials),
        choice(pod, Keys.SDK_ENV, SdkEnv.values(), denials),
        quantities(
            pod,
            Map.of("cpu", Keys.SIDECAR_CPU_REQUEST, "memory", Keys.SIDECAR_MEMORY_REQUEST),
            denials),
        quantities(pod, Map.of("memory", Keys.SIDECAR_MEMORY_LIMIT), denials),
        logLevel(pod, denials));
  }

  private static List<EndpointName> endpoints(
      JsonNode pod, String namespace, List<Denial> denials, Warnings warnings) {
    var additional =
        PodTree.hasAnnotation(pod, Keys.ADDITIONAL_MODEL_ENDPOINTS)
            ? PodTree.annotation(pod, Keys.ADDITIONAL_MODEL_ENDPOINTS)
            : null;
    var entries =
        PodEndpoints.entries(PodTree.label(pod, Keys.MODEL_ENDPOINT), additional, namespace);
    var endpoints = new LinkedHashSet<EndpointName>();
    for (var entry : entries) {
      if (entry.endpoint().isEmpty()) {
        denials.add(new Denial(AdmissionReason.INVALID_ENDPOINT, notAnEndpoint(entry)));
      } else if (!endpoints.add(entry.endpoint().get())) {
        warnings.add("ModelEndpoint " + entry.endpoint().get() + " is named twice");
      }
    }
    if (endpoints.size() > PodEndpoints.MAX) {
      denials.add(
          new Denial(
              AdmissionReason.INVALID_ENDPOINT,
              "a pod can use at most " + PodEndpoints.MAX + " endpoints"));
    }
    return List.copyOf(endpoints);
  }

  private static String notAnEndpoint(PodEndpoints.Entry entry) {
    var where =
        switch (entry.source()) {
          case LABEL -> "label " + Keys.MODEL_ENDPOINT;
          case ANNOTATION -> "annotation " + Keys.ADDITIONAL_MODEL_ENDPOINTS;
        };
    return where
        + ": '"
        + Warnings.shortened(entry.text(), 130)
        + "' is neither NAME nor NAMESPACE.NAME of a ModelEndpoint (DNS labels; NAME at most "
        + PodEndpoints.MAX_NAME_LENGTH
        + " characters)";
  }

  private static <E extends Enum<E>> E choice(
      JsonNode pod, String key, E[] values, List<Denial> denials) {
    if (!PodTree.hasAnnotation(pod, key)) {
      return values[0];
    }
    var text = PodTree.annotation(pod, key);
    var names = new ArrayList<String>();
    for (var value : values) {
      var name = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(text)) {
        return value;
      }
      names.add(name);
    }
    denials.add(invalid(key, text, "one of " + String.join(", ", names)));
    return values[0];
  }

  private static Map<String, String> quantities(
      JsonNode pod, Map<String, String> keys, List<Denial> denials) {
    var quantities = new LinkedHashMap<String, String>();
    keys.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              if (PodTree.hasAnnotation(pod, entry.getValue())) {
                var text = PodTree.annotation(pod, entry.getValue());
                if (KubernetesQuantity.positive(text).isPresent()) {
                  quantities.put(entry.getKey(), text);
                } else {
                  denials.add(
                      invalid(
                          entry.getValue(), text, "a quantity above zero, such as 50m or 96Mi"));
                }
              }
            });
    return quantities;
  }

  private static String logLevel(JsonNode pod, List<Denial> denials) {
    if (!PodTree.hasAnnotation(pod, Keys.SIDECAR_LOG_LEVEL)) {
      return DEFAULT_LOG_LEVEL;
    }
    var text = PodTree.annotation(pod, Keys.SIDECAR_LOG_LEVEL);
    return Optional.of(text)
        .filter(LOG_LEVELS::contains)
        .orElseGet(
            () -> {
              denials.add(invalid(Keys.SIDECAR_LOG_LEVEL, text, "one of error, warn, info, debug"));
              return DEFAULT_LOG_LEVEL;
            });
  }

  private static Denial invalid(String key, String value, String expected) {
    return new Denial(
        AdmissionReason.INVALID_ANNOTATION,
        "annotation " + key + ": '" + Warnings.shortened(value, 63) + "' is not " + expected);
  }
}
