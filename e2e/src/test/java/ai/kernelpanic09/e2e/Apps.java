package ai.kernelpanic09.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** App pods as an app team writes them: a shell with curl, and the label. */
public final class Apps {

  static final String IMAGE = System.getProperty("app.image", "localhost/e2e-tools:1");

  private static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 1; done";

  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"maxTokens\":16}";

  /** A namespace that enforces the strictest Pod Security. */
  public static void namespace(String name) {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
          labels:
            pod-security.kubernetes.io/enforce: restricted
        """
            .formatted(name));
  }

  /**
   * A Deployment of {@code replicas} pods, labelled for {@code endpoint}; without the label if that
   * is empty.
   */
  static List<Pod> deploy(String namespace, String name, String endpoint, int replicas) {
    Cluster.apply(deployment(namespace, name, endpoint, replicas, ""));
    Cluster.kubectl("rollout", "status", "deployment/" + name, "-n", namespace, "--timeout=180s")
        .succeeded();
    return pods(namespace, name);
  }

  static String deployment(
      String namespace, String name, String endpoint, int replicas, String podAnnotations) {
    return deployment(namespace, name, endpoint, replicas, podAnnotations, IDLE);
  }

  /** A Deployment whose pods run a shell script. */
  public static String deployment(
      String namespace,
      String name,
      String endpoint,
      int replicas,
      String podAnnotations,
      String script) {
    var label = endpoint.isEmpty() ? "" : "ai.kernelpanic09.io/model-endpoint: " + endpoint;
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: %1$s
      namespace: %2$s
    spec:
      replicas: %3$d
      selector:
        matchLabels:
          app: %1$s
      template:
        metadata:
          annotations: {%6$s}
          labels:
            app: %1$s
            %4$s
        spec:
          terminationGracePeriodSeconds: 5
          securityContext:
            runAsNonRoot: true
            runAsUser: 65532
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: app
              image: %5$s
              command: [sh, -c, %7$s]
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - name: tmp
                  mountPath: /tmp
          volumes:
            - name: tmp
              emptyDir:
                medium: Memory
    """
        .formatted(
            name,
            namespace,
            replicas,
            label,
            IMAGE,
            podAnnotations,
            "\"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
  }

  static List<Pod> pods(String namespace, String name) {
    return Cluster.client()
        .pods()
        .inNamespace(namespace)
        .withLabel("app", name)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /**
   * Makes one call from a pod's app container. Returns the body, then the status on a separate
   * line.
   */
  static String call(Pod pod, String url, String... curlArgs) {
    return Cluster.sh(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        "app",
        "curl -s -m 60 -w '\\n%%{http_code}\\n' -H 'content-type: application/json' %s -d '%s' '%s'"
            .formatted(String.join(" ", curlArgs), BODY, url));
  }

  /**
   * Posts {@code json}, which must hold no single quote. Returns the body, then the status on a
   * separate line.
   */
  static String post(Pod pod, String url, String json) {
    return Cluster.sh(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        "app",
        "curl -s -m 60 -w '\\n%%{http_code}\\n' -H 'content-type: application/json' -d '%s' '%s'"
            .formatted(json, url));
  }

  /** Makes one streamed call from a pod's app container. Returns its server-sent events. */
  static String stream(Pod pod, String url) {
    return Cluster.sh(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        "app",
        "curl -sN -m 60 -H 'content-type: application/json' -d '%s' '%s'"
            .formatted(BODY.replace("}]", "}],\"stream\":true"), url));
  }

  /**
   * Makes {@code count} calls from one pod, {@code parallel} at a time. Returns the number of calls
   * by status.
   */
  static Map<String, Integer> calls(Pod pod, String url, int count, int parallel) {
    var out =
        Cluster.sh(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            "app",
            "seq %d | xargs -P %d -n 1 sh -c \"curl -s -m 60 -o /dev/null -w '%%{http_code}\\n' -H 'content-type: application/json' -d '%s' '%s'\" | sort | uniq -c"
                .formatted(count, parallel, BODY.replace("\"", "\\\""), url));
    var statuses = new TreeMap<String, Integer>();
    for (var line : out.strip().lines().toList()) {
      var parts = line.strip().split("\\s+", -1);
      if (parts.length == 2) {
        statuses.merge(parts[1], Integer.parseInt(parts[0]), Integer::sum);
      }
    }
    return statuses;
  }

  /** Makes the same calls from several pods at once. Returns the sums by status. */
  static Map<String, Integer> callsFromAll(
      List<Pod> pods, String url, int countEach, int parallelEach) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<CompletableFuture<Map<String, Integer>>>();
      for (var pod : pods) {
        running.add(
            CompletableFuture.supplyAsync(() -> calls(pod, url, countEach, parallelEach), threads));
      }
      var sum = new TreeMap<String, Integer>();
      running.forEach(
          each -> each.join().forEach((status, count) -> sum.merge(status, count, Integer::sum)));
      return sum;
    }
  }

  private Apps() {}
}
