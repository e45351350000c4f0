package ai.kernelpanic09.e2e.compat;

import ai.kernelpanic09.e2e.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** An app team's pod, with the label and nothing else, in which clients of a language run. */
final class ClientPod {

  private static final String CONTAINER = "app";

  private final String name;

  private ClientPod(String name) {
    this.name = name;
  }

  /**
   * Starts a pod, and copies the programs and their packages into it.
   *
   * @param folder for the archive of its image
   */
  static ClientPod create(Toolchain toolchain, Path folder)
      throws IOException, InterruptedException {
    var kit = new PodKit(toolchain);
    var pod = new ClientPod(toolchain.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    kit.load(folder);
    Cluster.apply(pod.manifest(kit.image()));
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "pod/" + pod.name,
            "-n",
            Stage.NAMESPACE,
            "--timeout=120s")
        .succeeded();
    Cluster.copy(kit.files(), Stage.NAMESPACE, pod.name, CONTAINER, PodKit.FOLDER);
    return pod;
  }

  private String manifest(String image) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      namespace: %s
      labels:
        ai.kernelpanic09.io/model-endpoint: %s
      annotations:
        ai.kernelpanic09.io/additional-model-endpoints: %s
    spec:
      terminationGracePeriodSeconds: 1
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: %s
          image: %s
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          volumeMounts:
            - name: clients
              mountPath: %s
      volumes:
        - name: clients
          emptyDir: {}
    """
        .formatted(
            name, Stage.NAMESPACE, Stage.CLAUDE, Stage.OTHERS, CONTAINER, image, PodKit.FOLDER);
  }

  /** Starts a client's program. */
  ClientProcess start(Client client) throws IOException {
    var command = Cluster.exec(Stage.NAMESPACE, name, CONTAINER, client.inPod());
    return new ClientProcess(command, Cluster.PROJECT, Map.of());
  }

  /** Makes a call in the product's own form. Returns its status. */
  int call(String endpoint, String json) {
    var answer =
        Cluster.sh(
            Stage.NAMESPACE,
            name,
            CONTAINER,
            "curl -s -m 60 -o /dev/null -w '%%{http_code}' -H 'content-type: application/json' -d '%s' http://localhost:8090/invoke/%s"
                .formatted(json, endpoint));
    return Integer.parseInt(answer);
  }
}
