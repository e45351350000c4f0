package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.sidecar.SidecarConfig;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Webhook;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts.Mode;
import ai.kernelpanic09.webhook.testing.EveryEndpoint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that a module reads what another one writes for it: arguments, variables, ports, paths and
 * hooks, in the webhook's rendering, in the manifests and in the image.
 */
class RenderingsTest {

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final long MAX_BODY_BYTES = 8L << 20;

  private static final ClusterFacts CLUSTER =
      new EveryEndpoint(
          new EndpointFacts(
              Mode.SIDECAR, true, Map.of(), Map.of(), OptionalLong.of(MAX_BODY_BYTES)));

  private static final String CA = "src/test/resources/operator-ca.crt";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"native", "container"})
  void theSidecarReadsAllThatTheWebhookRenders(String mode) throws IOException {
    var pod = injected(mode);
    var sidecar = sidecar(pod);

    var config = SidecarConfig.read(strings(sidecar.path("args")), environment(sidecar));

    assertThat(config.mode()).isEqualTo(SidecarConfig.Mode.SIDECAR);
    assertThat(config.served().endpoints())
        .hasToString("[ai-workloads/claude-haiku, shared/llama]");
    assertThat(config.served().workload()).isEqualTo("StatefulSet/web");
    assertThat(config.served().pod()).isEqualTo("metadata.namespace/metadata.name");
    assertThat(config.logLevel()).isEqualTo("debug");
    assertThat(config.capacity().surface().maxBodyBytes()).isEqualTo(MAX_BODY_BYTES);
    assertThat(config.control().url())
        .hasToString("https://k8s-ai-control.ai-operator-system.svc:9444");
    assertThat(config.ending().quitOffered()).isEqualTo(mode.equals("container"));
    assertThat(appVariable(pod, "MODEL_ENDPOINT_URL"))
        .isEqualTo("http://localhost:" + config.ports().modelApi());
    ports(sidecar, config.ports().health());
    assertThat(config.control().authorities().isEmpty()).isFalse();
    assertThat(config.awsAuthorities().pem().strip())
        .isEqualTo(Files.readString(Path.of(CA)).strip());
    folders(pod.path("spec").path("volumes"), sidecar, config, "token");
    assertThat(annotation(pod, "prometheus.io/port"))
        .isEqualTo(Integer.toString(config.ports().health()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "container"})
  void theSidecarServesWhatItsProbesAndHooksAsFor(String mode) throws Exception {
    var pod = injected(mode);
    var sidecar = sidecar(pod);
    try (var process =
        new SidecarProcess(folder, List.of(strings(sidecar.path("args"))), environment(sidecar))) {
      served(sidecar, process);
      assertThat(process.health(annotation(pod, "prometheus.io/path"))).isEqualTo(200);
      var credentials =
          URI.create(appVariable(pod, "AWS_CONTAINER_CREDENTIALS_FULL_URI")).getPath();
      assertThat(process.model("GET", credentials)).isEqualTo(200);
      var chat = URI.create(appVariable(pod, "OPENAI_BASE_URL") + "/chat/completions").getPath();
      assertThat(process.model("POST", chat)).as("no body").isEqualTo(400);
      assertThat(URI.create(appVariable(pod, "ANTHROPIC_BASE_URL")).getPath()).isEmpty();
      var hook = sidecar.path("lifecycle").path("postStart").path("exec").path("command");
      if (mode.equals("native")) {
        assertThat(sidecar.path("lifecycle").isMissingNode()).isTrue();
        assertThat(process.model("POST", "/quitquitquit")).isEqualTo(404);
      } else {
        assertThat(process.beside(argumentsOf(strings(hook)))).isZero();
        assertThat(process.model("POST", "/quitquitquit")).isEqualTo(200);
        assertThat(process.end()).as(process.log()).isZero();
        assertThat(process.log()).contains("event=drained");
      }
    }
  }

  @Test
  void theGatewayReadsAndServesWhatItsManifestSays() throws Exception {
    var pod = template("gateway/gateway.yaml");
    var gateway = pod.path("spec").path("containers").path(0);

    var config = SidecarConfig.read(strings(gateway.path("args")), environment(gateway));

    assertThat(gateway.path("command").isMissingNode()).as("the image's entry point").isTrue();
    assertThat(config.mode()).isEqualTo(SidecarConfig.Mode.GATEWAY);
    assertThat(port(gateway, "model-api")).isEqualTo(config.ports().modelApi());
    assertThat(port(gateway, "ai-metrics")).isEqualTo(config.ports().health());
    var serviceSpec = documents("gateway/service.yaml").getFirst().path("spec");
    assertThat(targetPort(gateway, serviceSpec)).isEqualTo(config.ports().modelApi());
    assertThat(config.control().authorities().isEmpty()).isTrue();
    folders(pod.path("spec").path("volumes"), gateway, config, "ca.crt", "token");
    try (var process =
        new SidecarProcess(folder, List.of(strings(gateway.path("args"))), environment(gateway))) {
      served(gateway, process);
    }
  }

  @Test
  void theOperatorReadsWhatItsManifestSays() throws IOException {
    var operator = template("manager/manager.yaml").path("spec").path("containers").path(0);

    var config = OperatorConfig.from(environment(operator));

    assertThat(config.installation().podName()).isEqualTo("metadata.name");
    assertThat(port(operator, "metrics")).isEqualTo(config.listeners().metricsPort());
    assertThat(port(operator, "probes")).isEqualTo(config.listeners().probePort());
    assertThat(port(operator, "webhook")).isEqualTo(config.listeners().webhookPort());
    assertThat(port(operator, "control")).isEqualTo(config.listeners().controlPort());
    var mount = mounts(operator).get("aws-identity");
    assertThat(config.awsToken()).isEqualTo(Path.of(mount, "token"));
    var webhookService = documents("webhook/service.yaml").getFirst().path("spec");
    assertThat(targetPort(operator, webhookService)).isEqualTo(config.listeners().webhookPort());
  }

  @Test
  void everyWebhookIsRegisteredUnderItsPath() throws IOException {
    var registered = new TreeSet<String>();
    for (var file : List.of("webhook/mutating.yaml", "webhook/validating.yaml")) {
      for (var webhook : documents(file).getFirst().path("webhooks")) {
        registered.add(webhook.path("clientConfig").path("service").path("path").asText());
      }
    }
    assertThat(registered)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Webhook.values()).map(Webhook::path).toList());
  }

  private static void served(JsonNode container, SidecarProcess process) {
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      var path = container.path(probe).path("httpGet").path("path").asText();
      assertThat(process.health(path)).as(probe + " " + path).isEqualTo(200);
    }
  }

  private static void ports(JsonNode sidecar, int healthPort) {
    assertThat(port(sidecar, "ai-metrics")).isEqualTo(healthPort);
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(sidecar.path(probe).path("httpGet").path("port").asInt()).isEqualTo(healthPort);
    }
  }

  /** Checks that the identity volume has the files that the control client reads. */
  private static void folders(
      JsonNode volumes, JsonNode container, SidecarConfig config, String... read) {
    var byPath = new HashMap<String, String>();
    mounts(container).forEach((name, path) -> byPath.put(path, name));
    var identity = byPath.get(config.control().identityDir().toString());
    assertThat(byPath).containsKey(config.journalDir().toString());
    var files = new TreeSet<String>();
    for (var volume : volumes) {
      if (volume.path("name").asText().equals(identity)) {
        for (var source : volume.path("projected").path("sources")) {
          source.findValues("path").forEach(path -> files.add(path.asText()));
        }
      }
    }
    assertThat(files).containsExactly(read);
  }

  /**
   * The arguments that a hook passes to the program, from the file that the image's build writes
   * for it.
   */
  private static List<String> argumentsOf(String[] hook) throws IOException {
    assertThat(hook).hasSize(2).startsWith("java");
    var file = hook[1].substring(1);
    var line =
        Pattern.compile("printf '%s\\\\n' (.*); } >" + Pattern.quote(file))
            .matcher(dockerfile())
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError("no step of the Dockerfile writes " + file))
            .group(1);
    var words = List.of(line.split(" "));
    var main = words.indexOf(entryPoint().getLast());
    assertThat(main).as(line).isNotNegative();
    return words.subList(main + 1, words.size());
  }

  private static List<String> entryPoint() throws IOException {
    var line =
        dockerfile()
            .lines()
            .filter(each -> each.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    return List.of(strings(YAML.readTree(line.substring("ENTRYPOINT ".length()))));
  }

  private static String dockerfile() throws IOException {
    return Files.readString(PROJECT.resolve("sidecar/Dockerfile"));
  }

  private static JsonNode injected(String mode) {
    try {
      var pod =
          YAML.readTree(
              """
              metadata:
                name: web-0
                labels: {ai.kernelpanic09.io/model-endpoint: claude-haiku}
                annotations:
                  ai.kernelpanic09.io/additional-model-endpoints: shared.llama
                  ai.kernelpanic09.io/sidecar-log-level: debug
                  ai.kernelpanic09.io/sidecar-mode: %s
                ownerReferences:
                  - {apiVersion: apps/v1, kind: StatefulSet, name: web, uid: u, controller: true}
              spec:
                containers: [{name: app, image: app}]
              """
                  .formatted(mode));
      var config = InjectConfig.defaults("k8s-ai-sidecar:dev", "dev");
      var result =
          Injector.inject(
              PodAdmission.creation(pod, "ai-workloads"),
              config.withSidecar(
                  config
                      .sidecar()
                      .withControlCa(Files.readString(Path.of(CA)))
                      .withAwsCa(Files.readString(Path.of(CA)))),
              CLUSTER);
      return ((Patched) result).pod();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode sidecar(JsonNode pod) {
    return Stream.of("initContainers", "containers")
        .flatMap(list -> stream(pod.path("spec").path(list)))
        .filter(each -> each.path("name").asText().equals("k8s-ai-sidecar"))
        .findFirst()
        .orElseThrow();
  }

  private static String appVariable(JsonNode pod, String name) {
    return stream(pod.path("spec").path("containers"))
        .filter(each -> each.path("name").asText().equals("app"))
        .map(app -> environment(app).get(name))
        .findFirst()
        .orElseThrow();
  }

  private static String annotation(JsonNode pod, String key) {
    return pod.path("metadata").path("annotations").path(key).asText();
  }

  /**
   * The container's variables as the kubelet would set them; in place of a field of the pod, its
   * path.
   */
  private static Map<String, String> environment(JsonNode container) {
    var environment = new HashMap<String, String>();
    for (var variable : container.path("env")) {
      var field = variable.path("valueFrom").path("fieldRef").path("fieldPath");
      environment.put(
          variable.path("name").asText(),
          field.isMissingNode() ? variable.path("value").asText() : field.asText());
    }
    return environment;
  }

  private static int port(JsonNode container, String name) {
    return stream(container.path("ports"))
        .filter(each -> each.path("name").asText().equals(name))
        .mapToInt(each -> each.path("containerPort").asInt())
        .findFirst()
        .orElseThrow();
  }

  private static int targetPort(JsonNode container, JsonNode service) {
    var target = service.path("ports").path(0).path("targetPort");
    return target.isInt() ? target.asInt() : port(container, target.asText());
  }

  private static Map<String, String> mounts(JsonNode container) {
    var mounts = new HashMap<String, String>();
    for (var mount : container.path("volumeMounts")) {
      mounts.put(mount.path("name").asText(), mount.path("mountPath").asText());
    }
    return mounts;
  }

  private static JsonNode template(String file) throws IOException {
    return documents(file).stream()
        .filter(each -> each.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .path("spec")
        .path("template");
  }

  private static List<JsonNode> documents(String file) throws IOException {
    var documents = new ArrayList<JsonNode>();
    try (var parser =
            YAML.getFactory().createParser(PROJECT.resolve("config").resolve(file).toFile());
        var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      values.forEachRemaining(documents::add);
    }
    return documents;
  }

  private static String[] strings(JsonNode list) {
    return stream(list).map(JsonNode::asText).toArray(String[]::new);
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
