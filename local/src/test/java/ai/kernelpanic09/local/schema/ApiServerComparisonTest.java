package ai.kernelpanic09.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.local.yaml.Yaml;
import ai.kernelpanic09.local.yaml.YamlException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the verdicts of the schemas with those of a real API server and kubectl about the same
 * manifests.
 */
class ApiServerComparisonTest {

  /**
   * Marks a manifest that is refused here, but that a cluster accepts: it drops the wrong part, or
   * reports it in a condition.
   */
  private static final String LENIENT = "\n# cluster: ";

  private static final List<Crd> CRDS = EmbeddedCrds.load();
  private static ApiServer server;

  @BeforeAll
  static void start() {
    server = ApiServer.start();
    server.installCrds();
    server.createNamespace("ai-workloads");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<Path> manifests() throws IOException {
    try (var theirs = Files.walk(Path.of("../api/src/test/resources/manifests"));
        var typos = Files.walk(Path.of("src/test/resources/typos"));
        var right = Stream.of(Path.of("../examples/quickstart.yaml"))) {
      return Stream.of(theirs, typos, right)
          .flatMap(each -> each)
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource
  void manifests(Path file) throws IOException {
    var text = Files.readString(file);
    var cluster =
        server.kubectl("create", "--dry-run=server", "--validate=strict", "-f", file.toString());
    var here = isRight(text);
    if (text.contains(LENIENT)) {
      assertThat(cluster.exitCode()).as(cluster.errors()).isZero();
    } else {
      assertThat(here)
          .as("%s, where the cluster says: %s", file, cluster.errors())
          .isEqualTo(cluster.exitCode() == 0);
    }
  }

  @Test
  void everyManifestIsThere() throws IOException {
    assertThat(manifests()).hasSizeGreaterThan(120);
  }

  private static boolean isRight(String text) {
    try {
      return Yaml.documents(text).stream().allMatch(ApiServerComparisonTest::isRight);
    } catch (YamlException e) {
      return false;
    }
  }

  private static boolean isRight(JsonNode manifest) {
    if (manifest.has("items")) {
      for (var each : manifest.get("items")) {
        if (!isRight(each)) {
          return false;
        }
      }
      return true;
    }
    if (manifest.path("metadata") instanceof ObjectNode metadata && !metadata.has("namespace")) {
      metadata.put("namespace", "default");
    }
    return CRDS.stream()
        .filter(crd -> crd.apiVersion().equals(manifest.path("apiVersion").asText()))
        .filter(crd -> crd.kind().equals(manifest.path("kind").asText()))
        .anyMatch(crd -> crd.complete(manifest).isEmpty());
  }
}
