package ai.kernelpanic09.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The product's own pods: operator and gateway. */
final class SystemPods {

  private static final String NAMESPACE = "ai-operator-system";

  private final Map<String, Long> mostBytes = new TreeMap<>();

  /** Restarts of each container, and since when each pod has been Ready. */
  Map<String, String> states() {
    var states = new TreeMap<String, String>();
    for (var pod : pods()) {
      var ready =
          pod.getStatus().getConditions().stream()
              .filter(each -> each.getType().equals("Ready"))
              .map(each -> each.getStatus() + " since " + each.getLastTransitionTime())
              .toList();
      var restarts =
          pod.getStatus().getContainerStatuses().stream()
              .map(each -> each.getRestartCount())
              .toList();
      states.put(pod.getMetadata().getName(), ready + " restarts " + restarts);
    }
    return states;
  }

  /** Tells of containers that ended: why, and what they said last. */
  void print() {
    for (var pod : pods()) {
      for (var container : pod.getStatus().getContainerStatuses()) {
        var ended = container.getLastState().getTerminated();
        if (ended != null) {
          System.out.printf(
              "%s ended: %s, exit code %d, at %s%n%s%n",
              pod.getMetadata().getName(),
              ended.getReason(),
              ended.getExitCode(),
              ended.getFinishedAt(),
              Cluster.kubectl(
                      "logs",
                      "--previous",
                      "--tail=40",
                      "-n",
                      NAMESPACE,
                      pod.getMetadata().getName())
                  .out());
        }
      }
    }
  }

  /** How often the leader has changed. */
  int leaderChanges() {
    var lease = Cluster.client().leases().inNamespace(NAMESPACE).withName("k8s-ai-operator").get();
    return Objects.requireNonNullElse(lease.getSpec().getLeaseTransitions(), 0);
  }

  /** Asks the kubelet for their resident memory, and keeps the most of each. */
  void look() {
    for (var pod : stats()) {
      if (pod.at("/podRef/namespace").asText().equals(NAMESPACE)) {
        mostBytes.merge(
            pod.at("/podRef/name").asText(),
            pod.at("/containers/0/memory/rssBytes").asLong(),
            Math::max);
      }
    }
  }

  /** The most resident memory that was seen of one of an app's pods, in MiB. */
  long mostMebibytes(String app) {
    return mostBytes.entrySet().stream()
            .filter(each -> each.getKey().startsWith(app))
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElseThrow()
        >> 20;
  }

  /** The least memory limit of an app's pods, in MiB. */
  long limitMebibytes(String app) {
    return pods().stream()
            .filter(each -> each.getMetadata().getName().startsWith(app))
            .map(each -> each.getSpec().getContainers().getFirst().getResources().getLimits())
            .map(limits -> Objects.requireNonNull(limits.get("memory")))
            .mapToLong(limit -> limit.getNumericalAmount().longValue())
            .min()
            .orElseThrow()
        >> 20;
  }

  private static JsonNode stats() {
    var node = Cluster.client().nodes().list().getItems().getFirst().getMetadata().getName();
    return SimulatedAws.read(Cluster.client().raw("/api/v1/nodes/" + node + "/proxy/stats/summary"))
        .path("pods");
  }

  private static List<Pod> pods() {
    return Cluster.client().pods().inNamespace(NAMESPACE).list().getItems();
  }
}
