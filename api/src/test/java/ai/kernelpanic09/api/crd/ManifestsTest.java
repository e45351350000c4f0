package ai.kernelpanic09.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.SpecValidation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends whole manifests to a real API server. A file of {@code refused} begins with the part of the
 * answer that it expects; the files of {@code accepted} are valid.
 */
class ManifestsTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "manifests");
  private static final String EXPECT = "# expect: ";

  /**
   * The API server's words for a broken rule about the spec; for types, enums and lengths it has
   * others.
   */
  private static final Pattern ANSWER_OF_A_RULE =
      Pattern.compile("spec\\S*: Invalid value: \"(object|string|array)\": (?!spec[.])");

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private static ApiServer server;

  @BeforeAll
  static void start() {
    server = ApiServer.start();
    server.installCrds();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<String> refused() throws IOException {
    return names("refused");
  }

  static List<String> accepted() throws IOException {
    return names("accepted");
  }

  @ParameterizedTest
  @MethodSource
  void refused(String name) throws IOException {
    var text = Files.readString(FOLDER.resolve("refused").resolve(name));
    var expected = text.lines().findFirst().orElseThrow();
    assertThat(expected).startsWith(EXPECT);

    var refusal =
        catchThrowableOfType(KubernetesClientException.class, () -> create(manifest(text)));

    assertThat(refusal).as("%s is accepted", name).isNotNull();
    assertThat(refusal.getCode()).isIn(400, 422);
    var answer = refusal.getStatus().getMessage();
    assertThat(answer).contains(expected.substring(EXPECT.length()));
    if (ANSWER_OF_A_RULE.matcher(answer).find()) {
      assertThat(findings(manifest(text))).as("findings without an API server").isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource
  void accepted(String name) throws IOException {
    var manifest = manifest(Files.readString(FOLDER.resolve("accepted").resolve(name)));

    var stored = create(manifest);

    // An object that the classes have read and written is the same, so they know every member.
    var typed = serialization.convertValue(stored, type(manifest.getKind()));
    assertThat(
            serialization.convertValue(typed, GenericKubernetesResource.class).<Object>get("spec"))
        .usingRecursiveComparison()
        .isEqualTo(stored.<Object>get("spec"));
  }

  @Test
  void thereAreAtLeastFortyWrongManifests() throws IOException {
    assertThat(refused()).hasSizeGreaterThanOrEqualTo(40);
  }

  /** The errors that this project's own validators find. */
  private List<Finding> findings(GenericKubernetesResource manifest) {
    var name = manifest.getMetadata().getName();
    var hosts = Set.of("bedrock.proxy.example.com");
    var findings =
        switch (serialization.convertValue(manifest, type(manifest.getKind()))) {
          case ModelEndpoint endpoint ->
              SpecValidation.modelEndpoint(name, endpoint.getSpec(), Map.of(), hosts);
          case PromptTemplate template -> SpecValidation.promptTemplate(template.getSpec());
          case GuardrailPolicy policy -> SpecValidation.guardrailPolicy(policy.getSpec());
          default -> throw new IllegalArgumentException(manifest.getKind());
        };
    return findings.stream().filter(Finding::isError).toList();
  }

  private static Class<? extends HasMetadata> type(String kind) {
    return switch (kind) {
      case "ModelEndpoint" -> ModelEndpoint.class;
      case "PromptTemplate" -> PromptTemplate.class;
      case "GuardrailPolicy" -> GuardrailPolicy.class;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private GenericKubernetesResource manifest(String yaml) {
    return serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }

  /** Creates an object as kubectl does: a member that the schema does not know is an error. */
  private GenericKubernetesResource create(GenericKubernetesResource manifest) {
    var plural =
        switch (manifest.getKind()) {
          case "GuardrailPolicy" -> "guardrailpolicies";
          case "PromptTemplate" -> "namespaces/default/prompttemplates";
          default -> "namespaces/default/modelendpoints";
        };
    return serialization.unmarshal(
        server
            .client()
            .raw(
                "/apis/"
                    + manifest.getApiVersion()
                    + "/"
                    + plural
                    + "?dryRun=All&fieldValidation=Strict",
                "POST",
                manifest),
        GenericKubernetesResource.class);
  }

  private static List<String> names(String folder) throws IOException {
    try (var files = Files.list(FOLDER.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
