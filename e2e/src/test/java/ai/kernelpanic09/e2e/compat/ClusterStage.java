package ai.kernelpanic09.e2e.compat;

import ai.kernelpanic09.e2e.Apps;
import ai.kernelpanic09.e2e.Cluster;
import ai.kernelpanic09.e2e.Installed;
import ai.kernelpanic09.e2e.SimulatedAws;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The cluster, with a pod for the clients of each language. */
final class ClusterStage extends Stage {

  private final Path folder;
  private final Map<Toolchain, ClientPod> pods = new TreeMap<>();
  private ClientPod current;

  /**
   * Applies its resources and starts the first pod.
   *
   * @param folder for archives of images
   */
  ClusterStage(Path folder, Toolchain first) throws IOException, InterruptedException {
    this.folder = folder;
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role(ROLE, NAMESPACE, MODELS);
    Cluster.apply(manifests());
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoints",
            "--all",
            "-n",
            NAMESPACE,
            "--timeout=120s")
        .succeeded();
    current = pod(first);
    prepare();
  }

  /** Starts a client's program in the pod of its language. */
  ClientProcess start(Client client) throws IOException, InterruptedException {
    current = pod(client.toolchain());
    return current.start(client);
  }

  private ClientPod pod(Toolchain toolchain) throws IOException, InterruptedException {
    var pod = pods.get(toolchain);
    if (pod == null) {
      pod = ClientPod.create(toolchain, folder);
      pods.put(toolchain, pod);
    }
    return pod;
  }

  /** From the columns that kubectl prints, some of whose cells are empty. */
  @Override
  Map<String, BigDecimal> booked() {
    var lines =
        Cluster.kubectl("get", "modelendpoints", "-n", NAMESPACE, "-o", "wide")
            .succeeded()
            .out()
            .lines()
            .toList();
    var cost = lines.getFirst().indexOf("COST/DAY");
    var next = lines.getFirst().indexOf("BUDGET/MONTH");
    var booked = new TreeMap<String, BigDecimal>();
    for (var line : lines.subList(1, lines.size())) {
      var dollars = line.substring(cost, next).strip();
      if (!dollars.isEmpty()) {
        booked.put(
            NAMESPACE + "/" + line.substring(0, line.indexOf(' ')),
            new BigDecimal(dollars).stripTrailingZeros());
      }
    }
    return booked;
  }

  /** From the pod of the client that was started last. */
  @Override
  int call(String endpoint, int maxTokens) {
    return current.call(NAMESPACE + "/" + endpoint, question(maxTokens));
  }

  @Override
  void control(String what, String document) {
    SimulatedAws.post(what, document);
  }

  @Override
  JsonNode read(String what) {
    return SimulatedAws.get(what);
  }

  /** Takes away the pods and the faults; other suites use the same simulated AWS. */
  @Override
  public void close() {
    control("reset", "{\"what\": [\"scripts\", \"faults\"]}");
    Cluster.kubectl("delete", "pods", "--all", "-n", NAMESPACE, "--wait=false").succeeded();
  }
}
