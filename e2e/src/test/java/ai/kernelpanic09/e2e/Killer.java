package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.stream.Stream;

/** Ends the processes of a container with SIGKILL, from a pod that sees the node's processes. */
final class Killer {

  private static final String NAMESPACE = "e2e-killer";

  static void start() {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %1$s
          labels:
            pod-security.kubernetes.io/enforce: privileged
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: killer
          namespace: %1$s
        spec:
          hostPID: true
          terminationGracePeriodSeconds: 0
          containers:
            - name: app
              image: %2$s
              command: [sleep, "100000"]
              securityContext:
                privileged: true
                runAsUser: 0
        """
            .formatted(NAMESPACE, Apps.IMAGE));
    Cluster.kubectl("wait", "--for=condition=Ready", "pod/killer", "-n", NAMESPACE, "--timeout=60s")
        .succeeded();
  }

  /** Kills all processes of the container. Returns the number of its restarts so far. */
  static int kill(Pod pod, String container) {
    var live =
        Cluster.client()
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .get();
    var status = status(live, container);
    var id = status.getContainerID().replaceFirst("^.*://", "");
    var out =
        Cluster.sh(
            NAMESPACE,
            "killer",
            "app",
            "for p in $(grep -l %s /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3); do kill -9 $p && echo killed; done"
                .formatted(id));
    assertThat(out).contains("killed");
    return status.getRestartCount();
  }

  static ContainerStatus status(Pod pod, String container) {
    return Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(each -> each.getName().equals(container))
        .findFirst()
        .orElseThrow();
  }

  static void stop() {
    // Waited for: the next suite would put its killer into a namespace that is about to go.
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--timeout=120s");
  }

  private Killer() {}
}
