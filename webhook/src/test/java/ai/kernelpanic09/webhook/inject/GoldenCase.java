package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts.Mode;
import ai.kernelpanic09.webhook.inject.facts.NamespaceFacts;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * One folder of golden files.
 *
 * @param request overrides of the AdmissionRequest's members
 * @param settings of {@code config.yaml}: configuration and facts of the cluster
 */
public record GoldenCase(Path folder, ObjectNode pod, ObjectNode request, JsonNode settings)
    implements ClusterFacts {

  public static final YAMLMapper YAML = new YAMLMapper();
  public static final ObjectMapper JSON = new ObjectMapper();

  static final SidecarProof PROOF =
      new SidecarProof(
          "golden-proof-key-of-32-bytes-or-more".getBytes(StandardCharsets.UTF_8),
          Instant.EPOCH,
          InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));

  private static final Path ROOT = Path.of("src/test/resources/inject");

  public static List<GoldenCase> all() {
    try (var folders = Files.list(ROOT)) {
      return folders.sorted().map(GoldenCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(Path folder) {
    try {
      var request =
          Files.exists(folder.resolve("request.json"))
              ? JSON.readTree(folder.resolve("request.json").toFile())
              : JSON.createObjectNode();
      var config =
          Files.exists(folder.resolve("config.yaml"))
              ? YAML.readTree(folder.resolve("config.yaml").toFile())
              : YAML.createObjectNode();
      return new GoldenCase(
          folder,
          (ObjectNode) YAML.readTree(folder.resolve("input.yaml").toFile()),
          (ObjectNode) request,
          config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public InjectConfig config() {
    var config =
        InjectConfig.defaults("registry.example/k8s-ai-sidecar:0.1.0", "0.1.0")
            .withNativeSidecars(settings.path("nativeSupported").asBoolean(true))
            .withProof(PROOF);
    var openShift = settings.path("openShift").asBoolean(false);
    return config.withSidecar(
        config.sidecar().withOpenShift(openShift).withControlCa("the CA, in PEM\n"));
  }

  public String namespace() {
    return request.path("namespace").asText("ai-workloads");
  }

  public String operation() {
    return request.path("operation").asText("CREATE");
  }

  public PodAdmission admission(JsonNode of) {
    return new PodAdmission(of, namespace(), operation(), "", "tester", false);
  }

  @Override
  public Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace) {
    var facts = settings.path("endpoints").path(endpoint.toString());
    if (facts.isMissingNode()) {
      var known = List.of("ai-workloads/claude-haiku", "ai-workloads/nova", "shared/llama");
      return known.contains(endpoint.toString())
          ? Optional.of(EndpointFacts.sidecarDefaults())
          : Optional.empty();
    }
    var maxBodyBytes = facts.path("maxBodyBytes");
    return Optional.of(
        new EndpointFacts(
            facts.path("mode").asText().equals("Gateway") ? Mode.GATEWAY : Mode.SIDECAR,
            facts.path("allowed").asBoolean(true),
            strings(facts.path("requests")),
            strings(facts.path("limits")),
            maxBodyBytes.isNumber()
                ? OptionalLong.of(maxBodyBytes.asLong())
                : OptionalLong.empty()));
  }

  @Override
  public NamespaceFacts namespace(String name) {
    var facts = settings.path("namespace");
    return new NamespaceFacts(strings(facts.path("labels")), strings(facts.path("annotations")));
  }

  @Override
  public Optional<String> cronJob(String namespace, String job, String uid) {
    return Optional.ofNullable(settings.path("cronJobs").path(job).textValue());
  }

  @Override
  public AwsFacts aws(String namespace, String serviceAccount) {
    var facts = settings.path("aws");
    return new AwsFacts(
        facts.path("accountsWithRole").has(serviceAccount), facts.path("podIdentity").asBoolean());
  }

  @Override
  public List<JsonNode> limitRanges(String namespace) {
    return PodTree.stream(settings.path("limitRanges")).toList();
  }

  /** The expected results that the folder holds. */
  TreeSet<String> expectations() {
    try (var files = Files.list(folder)) {
      var names = new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
      names.removeAll(List.of("input.yaml", "request.json", "config.yaml"));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }

  private static Map<String, String> strings(JsonNode object) {
    var strings = new HashMap<String, String>();
    object.properties().forEach(member -> strings.put(member.getKey(), member.getValue().asText()));
    return strings;
  }
}
