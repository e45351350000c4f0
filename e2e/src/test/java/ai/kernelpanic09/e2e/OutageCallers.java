package ai.kernelpanic09.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods that call an endpoint every two seconds by themselves, whatever is down; each keeps the time
 * and the status of its calls, and the bodies of its refusals.
 */
final class OutageCallers {

  private final String namespace;
  private final String endpoint;
  private final Map<String, String> readySince;

  private OutageCallers(String namespace, String endpoint) {
    this.namespace = namespace;
    this.endpoint = endpoint;
    readySince = readiness();
  }

  /** Starts three pods of an endpoint, and waits until they are ready. */
  static OutageCallers start(String namespace, String endpoint) {
    Cluster.apply(
        Apps.deployment(namespace, endpoint, endpoint, 3, "", loop(namespace + "/" + endpoint)));
    Cluster.kubectl(
            "rollout", "status", "deployment/" + endpoint, "-n", namespace, "--timeout=180s")
        .succeeded();
    return new OutageCallers(namespace, endpoint);
  }

  String endpoint() {
    return endpoint;
  }

  /** The calls that began in a time, by status. */
  Map<String, Integer> between(Instant from, Instant to) {
    var statuses = new TreeMap<String, Integer>();
    for (var line : lines("/tmp/calls")) {
      var parts = line.split(" ", 2);
      var at = Long.parseLong(parts[0]);
      if (parts.length == 2 && at >= from.getEpochSecond() && at <= to.getEpochSecond()) {
        statuses.merge(parts[1], 1, Integer::sum);
      }
    }
    return statuses;
  }

  /** Whether all of its pods were served, each at least once, since a time. */
  boolean servedSince(Instant from) {
    return pods().stream()
        .allMatch(
            pod ->
                lines(pod, "/tmp/calls").stream()
                    .map(line -> line.split(" ", 2))
                    .anyMatch(
                        parts ->
                            Long.parseLong(parts[0]) >= from.getEpochSecond()
                                && parts[1].equals("200")));
  }

  /** The bodies of all answers but 200s. */
  List<String> refusals() {
    return lines("/tmp/refusals");
  }

  /**
   * Pods that were not Ready for a moment, however short, or whose sidecar began anew: the time at
   * which each became Ready must stay the same.
   */
  List<String> disturbed() {
    var now = readiness();
    return readySince.entrySet().stream()
        .filter(each -> !each.getValue().equals(now.get(each.getKey())))
        .map(each -> each.getKey() + ": " + each.getValue() + " -> " + now.get(each.getKey()))
        .toList();
  }

  List<Pod> pods() {
    return Apps.pods(namespace, endpoint);
  }

  private static String loop(String endpoint) {
    return "trap 'exit 0' TERM; while :; do at=$(date +%s); "
        + "code=$(curl -s -m 30 -o /tmp/body -w '%{http_code}' -H 'content-type: application/json'"
        + " -d '{\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"maxTokens\":8}'"
        + " http://localhost:8090/invoke/"
        + endpoint
        + "); echo $at $code >>/tmp/calls; "
        + "[ $code = 200 ] || { cat /tmp/body; echo; } >>/tmp/refusals; sleep 2; done";
  }

  private Map<String, String> readiness() {
    var since = new TreeMap<String, String>();
    for (var pod : pods()) {
      var conditions =
          pod.getStatus().getConditions().stream()
              .filter(each -> each.getType().equals("Ready"))
              .map(each -> each.getStatus() + " since " + each.getLastTransitionTime())
              .toList();
      var restarts =
          pod.getStatus().getInitContainerStatuses().stream()
              .map(each -> each.getRestartCount())
              .toList();
      since.put(pod.getMetadata().getName(), conditions + " restarts " + restarts);
    }
    return since;
  }

  private List<String> lines(String file) {
    var lines = new ArrayList<String>();
    pods().forEach(pod -> lines.addAll(lines(pod, file)));
    return lines;
  }

  private List<String> lines(Pod pod, String file) {
    return Cluster.sh(
            namespace, pod.getMetadata().getName(), "app", "cat " + file + " 2>/dev/null || true")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
