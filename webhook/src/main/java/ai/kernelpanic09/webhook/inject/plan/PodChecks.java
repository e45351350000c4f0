package ai.kernelpanic09.webhook.inject.plan;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.IdentityExposure;
import ai.kernelpanic09.webhook.inject.proof.PodIsolation;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds everything in a pod that conflicts with a sidecar. The pod must be stripped of former
 * injections.
 */
public final class PodChecks {

  private static final Map<Integer, String> PORTS =
      Map.of(Names.MODEL_API_PORT, "model API", Names.SIDECAR_METRICS_PORT, "health and metrics");

  private static final Set<AdmissionReason> FORGERIES =
      Set.of(
          AdmissionReason.CONTAINER_CLASH,
          AdmissionReason.VOLUME_CLASH,
          AdmissionReason.IDENTITY_EXPOSED);

  private final List<Denial> denials = new ArrayList<>();

  /**
   * All conflicts, each as a denial.
   *
   * @param controlHost the host at which a sidecar calls the operator
   */
  public static List<Denial> of(JsonNode base, String controlHost) {
    var checks = new PodChecks();
    checks.denials.addAll(PodIsolation.breaches(base, controlHost));
    checks.system(base.path("spec"));
    PodTree.containers(base).forEach(checks::container);
    for (var volume : base.path("spec").path("volumes")) {
      checks.volume(PodTree.name(volume));
    }
    checks.denials.addAll(IdentityExposure.in(base));
    return checks.denials;
  }

  /** Checks a pod that only calls the gateway: none of its parts may pass for a sidecar's. */
  public static List<Denial> withoutSidecar(JsonNode base, String controlHost) {
    return of(base, controlHost).stream()
        .filter(denial -> FORGERIES.contains(denial.reason()))
        .toList();
  }

  private void system(JsonNode spec) {
    var selected = spec.path("nodeSelector").path("kubernetes.io/os").asText();
    if (spec.path("os").path("name").asText().equals("windows") || selected.equals("windows")) {
      deny(AdmissionReason.NOT_LINUX, "spec.os: the sidecar runs on Linux only");
    }
  }

  private void container(JsonNode container) {
    var name = PodTree.name(container);
    if (PodTree.isSidecar(container)) {
      deny(
          AdmissionReason.CONTAINER_CLASH,
          "container " + name + ": this name is the sidecar's; rename the container");
    }
    for (var port : container.path("ports")) {
      var number = port.path("containerPort").asInt();
      if (isTcp(port) && PORTS.containsKey(number)) {
        denyPort("container " + name + ": containerPort " + number, number);
      }
      if (PodTree.name(port).equals(Names.METRICS_PORT_NAME)) {
        deny(
            AdmissionReason.PORT_CLASH,
            "container "
                + name
                + ": the port name "
                + Names.METRICS_PORT_NAME
                + " is the sidecar's; rename the port");
      }
    }
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      for (var handler : List.of("httpGet", "tcpSocket", "grpc")) {
        var number = container.path(probe).path(handler).path("port").asInt();
        if (PORTS.containsKey(number)) {
          denyPort("container " + name + ": " + probe + " on port " + number, number);
        }
      }
    }
  }

  private static boolean isTcp(JsonNode port) {
    var protocol = port.path("protocol").asText();
    return protocol.isEmpty() || protocol.equals("TCP");
  }

  private void denyPort(String where, int number) {
    deny(
        AdmissionReason.PORT_CLASH,
        where + " is taken by the sidecar's " + PORTS.get(number) + "; use another port");
  }

  private void volume(String name) {
    if (PodTree.isOurVolume(name)) {
      deny(
          AdmissionReason.VOLUME_CLASH,
          "volume " + name + ": this name is the sidecar's; rename the volume");
    }
  }

  private void deny(AdmissionReason reason, String message) {
    denials.add(new Denial(reason, message));
  }
}
