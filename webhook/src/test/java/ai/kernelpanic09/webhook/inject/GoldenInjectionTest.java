package ai.kernelpanic09.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.manifest.ManifestInjector;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder under {@code inject} holds a pod and its expected result; {@code
 * -Dgolden.update=true} writes the results anew, for a reviewer to read.
 */
final class GoldenInjectionTest {

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  static Stream<GoldenCase> cases() {
    return GoldenCase.all().stream();
  }

  static Stream<GoldenCase> injected() {
    return cases().filter(golden -> result(golden, golden.pod()) instanceof Patched);
  }

  @Test
  void thereAreEnoughPods() {
    assertThat(GoldenCase.all()).hasSizeGreaterThanOrEqualTo(25);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAsTheFolderSays(GoldenCase golden) throws IOException {
    var actual = files(result(golden, golden.pod()));
    if (UPDATE) {
      for (var stale : golden.expectations()) {
        Files.delete(golden.folder().resolve(stale));
      }
      for (var file : actual.entrySet()) {
        Files.writeString(golden.folder().resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(golden.expectations()).as("files of the folder").isEqualTo(actual.keySet());
    for (var file : actual.entrySet()) {
      assertThat(file.getValue())
          .as(file.getKey())
          .isEqualTo(Files.readString(golden.folder().resolve(file.getKey())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCommandLineGivesTheSame(GoldenCase golden) throws IOException {
    if (!golden.operation().equals("CREATE")) {
      return;
    }
    var manifest = GoldenCase.YAML.writeValueAsString(golden.pod());
    var injected =
        new ManifestInjector(golden.config(), golden, golden.namespace()).inject(manifest);
    var expected = result(golden, golden.pod());
    assertThat(GoldenCase.YAML.readTree(injected.yaml()))
        .isEqualTo(expected instanceof Patched patched ? patched.pod() : golden.pod());
    assertThat(injected.outcomes()).singleElement().extracting("result").isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("injected")
  void thePatchGivesThePod(GoldenCase golden) {
    var patched = patched(golden, golden.pod());
    assertThat(JsonPatch.apply(patched.patch(), golden.pod())).isEqualTo(patched.pod());
  }

  @ParameterizedTest
  @MethodSource("injected")
  void aSecondAdmissionChangesNothing(GoldenCase golden) {
    var once = patched(golden, golden.pod());
    var twice = patched(golden, once.pod());
    assertThat(twice.patch()).isEmpty();
    assertThat(twice.report().reason()).isEqualTo(AdmissionReason.UNCHANGED);
  }

  @ParameterizedTest
  @MethodSource("injected")
  void noListThatWasThereIsReplaced(GoldenCase golden) {
    for (var operation : patched(golden, golden.pod()).patch()) {
      var there = golden.pod().at(operation.path("path").asText());
      assertThat(there.isArray() && !operation.path("path").asText().matches(".*/\\d+"))
          .as(operation.toString())
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("injected")
  void fieldsOfNewerVersionsSurvive(GoldenCase golden) {
    var pod = golden.pod().deepCopy();
    sprinkle(pod);
    var before = count(pod);
    var patched = JsonPatch.apply(patched(golden, pod).patch(), pod);
    assertThat(before).isGreaterThan(3);
    assertThat(count(patched)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("injected")
  void nothingThatWeAddOffendsPodSecurityRestricted(GoldenCase golden) {
    var before = RestrictedPodSecurity.violations(golden.pod());
    var after = RestrictedPodSecurity.violations(patched(golden, golden.pod()).pod());
    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("injected")
  void theProofHolds(GoldenCase golden) {
    var patched = patched(golden, golden.pod());
    var hasSidecar = PodTree.containers(patched.pod()).anyMatch(PodTree::isSidecar);
    assertThat(
            GoldenCase.PROOF
                .problem(patched.pod(), new SidecarProof.Occasion(golden.namespace(), false))
                .isEmpty())
        .isEqualTo(hasSidecar);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void warningsAreShort(GoldenCase golden) {
    if (result(golden, golden.pod()) instanceof Patched patched) {
      assertThat(patched.warnings()).allMatch(warning -> warning.length() <= 120);
    }
  }

  private static InjectionResult result(GoldenCase golden, JsonNode pod) {
    return Injector.inject(golden.admission(pod), golden.config(), golden);
  }

  private static Patched patched(GoldenCase golden, JsonNode pod) {
    return (Patched) result(golden, pod);
  }

  private static SortedMap<String, String> files(InjectionResult result) throws IOException {
    var files = new TreeMap<String, String>();
    switch (result) {
      case Patched patched -> {
        var json = GoldenCase.JSON.writerWithDefaultPrettyPrinter();
        files.put("injected.yaml", GoldenCase.YAML.writeValueAsString(patched.pod()));
        files.put("patch.json", json.writeValueAsString(patched.patch()) + "\n");
        if (!patched.warnings().isEmpty()) {
          files.put("warnings.txt", lines(patched.warnings()));
        }
      }
      case Skipped skipped -> files.put("skipped.txt", skipped.reason().id() + "\n");
      case Denied denied ->
          files.put(
              "denied.txt",
              lines(
                  denied.denials().stream()
                      .map(d -> d.reason().id() + ": " + d.message())
                      .toList()));
    }
    return files;
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static void sprinkle(JsonNode node) {
    node.forEach(GoldenInjectionTest::sprinkle);
    var isMap =
        node.properties().stream()
            .anyMatch(member -> member.getValue().isTextual() && member.getKey().contains("/"));
    if (node instanceof ObjectNode object && !isMap) {
      object.putObject("aFieldOfTheFuture").put("is", "kept");
    }
  }

  private static int count(JsonNode node) {
    var count = node.has("aFieldOfTheFuture") ? 1 : 0;
    for (var child : node) {
      count += count(child);
    }
    return count;
  }
}
