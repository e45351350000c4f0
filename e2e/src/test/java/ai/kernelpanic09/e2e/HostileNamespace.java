package ai.kernelpanic09.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A namespace whose editor floods everything that its pods can reach: twenty pods, which may do in
 * their namespace what ClusterRole {@code edit} allows. Each may use a fiftieth of a CPU, and only
 * what all others leave of it: in a real cluster they would be on nodes of their own.
 */
final class HostileNamespace {

  static final String NAME = "hostile";

  /** An endpoint of its own; its budget pays for no call. */
  private static final String ENDPOINT = "spent";

  private static final String SYSTEM = "ai-operator-system";
  private static final Path SCRIPT =
      Cluster.PROJECT.resolve("e2e/src/test/resources/neighbour/attack.sh");

  private final Map<Attack, List<Pod>> pods = new EnumMap<>(Attack.class);

  /**
   * Starts the pods, which wait for {@link #begin}.
   *
   * @param victim the endpoint that they attack
   * @param sidecars addresses of its pods
   */
  HostileNamespace(EndpointUnderTest victim, List<String> sidecars) {
    Apps.namespace(NAME);
    Cluster.kubectl(
            "create",
            "rolebinding",
            "edit",
            "--clusterrole=edit",
            "-n",
            NAME,
            "--serviceaccount=" + NAME + ":default")
        .succeeded();
    Cluster.kubectl("create", "configmap", "attack", "-n", NAME, "--from-file=" + SCRIPT)
        .succeeded();
    SimulatedAws.role("bedrock-" + NAME, NAME);
    EndpointUnderTest.apply(NAME, ENDPOINT);
    Cluster.kubectl(
            "patch",
            "modelendpoint",
            ENDPOINT,
            "-n",
            NAME,
            "--type=merge",
            "-p",
            "{\"spec\":{\"costBudget\":{\"daily\":\"0.00001\"}}}")
        .succeeded();
    var variables = variables(victim, sidecars);
    for (var attack : Attack.chosen()) {
      Cluster.client().resource(deployment(attack, variables)).create();
    }
    for (var attack : Attack.chosen()) {
      Cluster.kubectl(
              "rollout", "status", "deployment/" + attack.id(), "-n", NAME, "--timeout=300s")
          .succeeded();
      var started = Apps.pods(NAME, attack.id());
      started.forEach(pod -> Cluster.script("yield", pod.getMetadata().getUid()));
      pods.put(attack, started);
    }
  }

  private static List<EnvVar> variables(EndpointUnderTest victim, List<String> sidecars) {
    return List.of(
        new EnvVar("OWN", NAME, null),
        new EnvVar("VICTIM", victim.namespace(), null),
        new EnvVar("ENDPOINT", victim.name(), null),
        // By address, so that no name is asked for: the cluster's DNS is not attacked.
        new EnvVar("OPERATOR_CONTROL", address("k8s-ai-control", 9444), null),
        new EnvVar("WEBHOOK", address("k8s-ai-webhook", 443), null),
        new EnvVar("GATEWAY", address("k8s-ai-gateway", 8090), null),
        new EnvVar("SIDECARS", String.join(" ", sidecars), null));
  }

  private static String address(String service, int port) {
    var spec = Cluster.client().services().inNamespace(SYSTEM).withName(service).get().getSpec();
    return spec.getClusterIP() + ":" + port;
  }

  private static Deployment deployment(Attack attack, List<EnvVar> variables) {
    var endpoint = attack == Attack.SIDECARS ? ENDPOINT : "";
    var plain = Apps.deployment(NAME, attack.id(), endpoint, attack.pods(), "", "");
    return new DeploymentBuilder(Serialization.unmarshal(plain, Deployment.class))
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withCommand("sh", "/attack/" + SCRIPT.getFileName(), attack.id())
        .withEnv(variables)
        .withResources(
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("1m"))
                .addToRequests("memory", new Quantity("32Mi"))
                .addToLimits("cpu", new Quantity("20m"))
                .addToLimits("memory", new Quantity("160Mi"))
                .build())
        .addNewVolumeMount()
        .withName("attack")
        .withMountPath("/attack")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("attack")
        .withNewConfigMap()
        .withName("attack")
        .endConfigMap()
        .endVolume()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Lets all pods begin, and waits until each attack has told of answers. */
  void begin() {
    Cluster.kubectl("create", "configmap", "go", "-n", NAME).succeeded();
    await("each attack is under way")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> sent().values().stream().noneMatch(Map::isEmpty));
  }

  /** Ends all attacks. */
  void end() {
    Cluster.kubectl("delete", "deployments", "--all", "-n", NAME, "--timeout=120s").succeeded();
  }

  /**
   * The answers so far by attack, by what was sent and by status: {@code what status}. From their
   * logs: a command in a pod would wait for its share of a CPU.
   */
  Map<Attack, Map<String, Integer>> sent() {
    var sent = new EnumMap<Attack, Map<String, Integer>>(Attack.class);
    pods.forEach((attack, each) -> sent.put(attack, sum(each)));
    return sent;
  }

  private static Map<String, Integer> sum(List<Pod> pods) {
    var sum = new TreeMap<String, Integer>();
    for (var pod : pods) {
      // The last numbers of each are the highest.
      var own = new TreeMap<String, Integer>();
      var log = Cluster.client().pods().resource(pod).inContainer("app").getLog();
      for (var line : log.lines().filter(each -> each.startsWith("sent ")).toList()) {
        var parts = line.split(" ", 4);
        own.merge(parts[1] + " " + parts[2], Integer.parseInt(parts[3]), Math::max);
      }
      own.forEach((what, count) -> sum.merge(what, count, Integer::sum));
    }
    return sum;
  }
}
