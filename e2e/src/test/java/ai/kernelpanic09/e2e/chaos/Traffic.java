package ai.kernelpanic09.e2e.chaos;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.e2e.Apps;
import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods that call all the time by themselves, so that calls go on whatever is down; each writes the
 * statuses that it got to a file.
 */
final class Traffic {

  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"maxTokens\":";

  private final Map<String, Integer> statuses = new TreeMap<>();

  void start() {
    var manifests = new StringBuilder();
    for (var app : App.ALL) {
      if (app.pods() > 0) {
        manifests
            .append(
                Apps.deployment(
                    App.NAMESPACE, app.name(), app.name(), app.pods(), "", loop(inside(app))))
            .append("---\n");
      }
    }
    manifests.append(
        Apps.deployment(
            App.NAMESPACE,
            App.OUTSIDERS,
            "",
            App.OUTSIDE_PODS,
            "",
            loop(outside(App.of(App.ROUGH)))));
    Cluster.apply(manifests.toString());
  }

  /**
   * Makes one call from an app's container. Returns the body and, on a separate line, the status:
   * 000 without an answer.
   */
  static String call(Pod pod) {
    var app = TargetPods.deployment(pod);
    var url = app.equals(App.OUTSIDERS) ? outside(App.of(App.ROUGH)) : inside(App.of(app));
    return ClusterNode.sh(
            ClusterNode.container(pod, "app").orElseThrow(),
            curl("-w '\\n%{http_code}'", url, "16") + " || true")
        .stripTrailing();
  }

  /** Adds the statuses of the pod's calls so far; call it once, before the pod ends. */
  synchronized void count(Pod pod) {
    ClusterNode.container(pod, "app")
        .ifPresent(
            id ->
                ClusterNode.sh(id, "sort /tmp/statuses | uniq -c")
                    .strip()
                    .lines()
                    .map(line -> line.strip().split("\\s+", 2))
                    .filter(parts -> parts.length == 2)
                    .forEach(
                        parts ->
                            statuses.merge(parts[1], Integer.parseInt(parts[0]), Integer::sum)));
  }

  synchronized Map<String, Integer> statuses() {
    return new TreeMap<>(statuses);
  }

  /** Ends all pods regularly, so that their sidecars report and return what they hold. */
  void stop() {
    Cluster.kubectl("scale", "deployment", "--all", "--replicas=0", "-n", App.NAMESPACE)
        .succeeded();
    await("all pods of apps have ended")
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> Cluster.client().pods().inNamespace(App.NAMESPACE).list().getItems().isEmpty());
  }

  private static String inside(App app) {
    return "http://localhost:8090/invoke/" + app.endpoint();
  }

  private static String outside(App app) {
    return "http://model-%s.%s.svc.cluster.local:8090/invoke/%s"
        .formatted(app.name(), App.NAMESPACE, app.endpoint());
  }

  private static String loop(String url) {
    return "trap 'exit 0' TERM; while :; do "
        + curl("-o /dev/null -w '%{http_code}\\n'", url, "'$((6 + RANDOM % 11))'")
        + " >>/tmp/statuses; sleep $((RANDOM % 3 + 2)); done";
  }

  private static String curl(String output, String url, String maxTokens) {
    return "curl -s -m 20 "
        + output
        + " -H 'content-type: application/json' -d '"
        + BODY
        + maxTokens
        + "}' "
        + url;
  }
}
