package ai.kernelpanic09.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;

/**
 * Pods that begin four calls a second each, whether or not the calls before have ended, and note
 * under the name of the present phase how they ended.
 */
final class SteadyCallers {

  /** No caller waits for longer. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private final String namespace;
  private final List<Pod> pods;

  /**
   * Starts pods, and waits until each was answered once.
   *
   * @param endpoint of the label; none if empty
   */
  SteadyCallers(String namespace, String name, String endpoint, int replicas, String url) {
    this.namespace = namespace;
    Cluster.apply(Apps.deployment(namespace, name, endpoint, replicas, "", loop(url)));
    Cluster.kubectl("rollout", "status", "deployment/" + name, "-n", namespace, "--timeout=180s")
        .succeeded();
    pods = Apps.pods(namespace, name);
    await("each caller is answered")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                pods.stream()
                    .allMatch(
                        each -> CallTimes.of(ended(each, "start")).statuses().containsKey("200")));
  }

  private static String loop(String url) {
    return "trap 'exit 0' TERM; cd /tmp; echo start >phase; while :; do read phase <phase;"
        + " [ $phase = over ] || { echo >>begun-$phase;"
        + " (curl -s -m "
        + DEADLINE.toSeconds()
        + " -o /dev/null -w '%{http_code} %{time_total} %{time_namelookup}\\n' -H 'content-type: application/json'"
        + " -d '{\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"maxTokens\":16}' "
        + url
        + " >>ended-$phase) & }; sleep 0.25; done";
  }

  /** Begins a phase; "over" is one without calls. */
  void phase(String name) {
    pods.forEach(pod -> sh(pod, "echo " + name + " >/tmp/phase.new; mv /tmp/phase.new /tmp/phase"));
  }

  /** All calls of a phase that is over. */
  CallTimes of(String phase) {
    await("all calls have ended")
        .atMost(DEADLINE.multipliedBy(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> pods.stream().allMatch(each -> ended(each, phase).size() == begun(each, phase)));
    return CallTimes.of(pods.stream().flatMap(each -> ended(each, phase).stream()).toList());
  }

  List<Pod> pods() {
    return pods;
  }

  private int begun(Pod pod, String phase) {
    return lines(pod, "begun-" + phase).size();
  }

  private List<String> ended(Pod pod, String phase) {
    return lines(pod, "ended-" + phase);
  }

  private List<String> lines(Pod pod, String file) {
    return sh(pod, "cat /tmp/" + file + " 2>/dev/null || true").lines().toList();
  }

  /** By kubectl, which waits longer than a client for a command to begin on a busy node. */
  private String sh(Pod pod, String script) {
    var name = pod.getMetadata().getName();
    return Cluster.kubectl("exec", name, "-n", namespace, "-c", "app", "--", "sh", "-c", script)
        .succeeded()
        .out();
  }
}
