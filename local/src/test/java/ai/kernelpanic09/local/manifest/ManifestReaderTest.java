package ai.kernelpanic09.local.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.local.schema.Crd;
import ai.kernelpanic09.local.schema.EmbeddedCrds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the quickstart's manifests together with one that is wrong, or is not of this project. */
class ManifestReaderTest {

  private static final Path TYPOS = Path.of("src", "test", "resources", "typos");
  private static final String EXPECT = "# expect: ";
  private static final List<Crd> CRDS = EmbeddedCrds.load();

  @TempDir Path folder;

  @BeforeEach
  void quickstart() throws IOException {
    Files.copy(Path.of("../examples/quickstart.yaml"), folder.resolve("quickstart.yaml"));
  }

  private ManifestSet read(String namespace) throws IOException {
    return new ManifestReader(CRDS, namespace)
        .read(ManifestFolder.read(folder, folder.resolve("state")));
  }

  private void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  static List<String> typos() throws IOException {
    try (var files = Files.list(TYPOS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("typos")
  void aTypoIsToldWithItsFileAndField(String name) throws IOException {
    var text = Files.readString(TYPOS.resolve(name));
    var expected = text.lines().findFirst().orElseThrow();
    assertThat(expected).startsWith(EXPECT);
    write("team/typo.yaml", text);

    assertThatThrownBy(() -> read(""))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(expected.substring(EXPECT.length()))
        .message()
        .satisfiesAnyOf(
            message -> assertThat(message).contains("team/typo.yaml: "),
            // A problem that is about more than one file names the object.
            message -> assertThat(message).contains("ai-workloads/typo: "));
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws IOException {
    for (var each : List.of("budget-field", "kind-plural", "rate-zero")) {
      Files.copy(TYPOS.resolve(each + ".yaml"), folder.resolve(each + ".yaml"));
    }
    assertThatThrownBy(() -> read(""))
        .hasMessageContainingAll("budget-field.yaml: ", "kind-plural.yaml: ", "rate-zero.yaml: ");
  }

  @Test
  void aFolderMayBeALink() throws IOException {
    var link = Files.createSymbolicLink(folder.resolve(".link"), folder);
    var read = ManifestFolder.read(link, link.resolve("state"));
    assertThat(read.texts()).containsOnlyKeys("quickstart.yaml");
  }

  @Test
  void stateIsNoManifestWhereverItIs() throws IOException {
    write("state/simulated/ledger/a_b.json", "{}");
    assertThat(ManifestFolder.read(folder, folder.resolve("state")).texts())
        .containsOnlyKeys("quickstart.yaml");
  }

  @Test
  void aListWithoutItemsIsNotPassedOver() throws IOException {
    write("list.yaml", "apiVersion: v1\nkind: List\nitem: []\n");
    assertThatThrownBy(() -> read("")).hasMessageContaining("list.yaml: List: items: must be an");
  }

  @Test
  void bytesThatAreNoTextAreToldWithTheirFile() throws IOException {
    Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9, '\n'});
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(ManifestException.class)
        .hasMessage("latin.yaml: is not UTF-8: save it as such");
  }

  @Test
  void twoFilesMayNotDeclareTheSameObject() throws IOException {
    Files.copy(Path.of("../examples/quickstart.yaml"), folder.resolve("copy.yml"));
    assertThatThrownBy(() -> read(""))
        .hasMessageContaining(
            "quickstart.yaml: ModelEndpoint ai-workloads/claude-haiku: is there twice, in copy.yml"
                + " too");
  }

  @Test
  void defaultsAreThoseOfTheCrd() throws IOException {
    write(
        "bare.yaml",
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: bare}
        spec:
          modelId: amazon.nova-micro-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
          costBudget: {daily: "1.00"}
        """);
    assertThat(read("team-a").endpoints())
        .hasEntrySatisfying(
            new EndpointName("team-a", "bare"),
            spec -> {
              assertThat(spec.maxTokens()).isEqualTo(4096);
              assertThat(String.valueOf(spec.costBudget())).contains("UTC");
            });
  }

  @Test
  void subfoldersListsAndJsonAreRead() throws IOException {
    write(
        "a/b/list.json",
        """
        {"apiVersion": "v1", "kind": "List", "items": [
          {"apiVersion": "ai.kernelpanic09.io/v1alpha1", "kind": "ModelEndpoint",
           "metadata": {"name": "listed", "namespace": "ai-workloads"},
           "spec": {"modelId": "amazon.nova-micro-v1:0", "region": "us-east-1",
                    "irsaRoleArn": "arn:aws:iam::123456789012:role/bedrock-invoker"}}]}
        """);
    write(".hidden/broken.yaml", "{");
    write(".broken.yaml", "{");
    write("notes.txt", "{");
    write("state/ledger/broken.json", "{");
    var manifests = read("");
    assertThat(manifests.endpoints().keySet())
        .containsExactly(
            new EndpointName("ai-workloads", "claude-haiku"),
            new EndpointName("ai-workloads", "listed"));
    assertThat(manifests.notices())
        .contains(
            "ModelEndpoint ai-workloads/listed has no spec.costBudget: what it spends has no"
                + " limit");
  }

  @Test
  void anchorsAndMergesAreReadAsKubectlDoes() throws IOException {
    write(
        "merged.yaml",
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: one, namespace: ai-workloads}
        spec: &spec
          modelId: amazon.nova-micro-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
          maxTokens: 4096.0
          costBudget: &budget {daily: "1.00"}
        """);
    assertThat(read("").endpoints()).hasSize(2);
  }

  @Test
  void whatIsNotOursIsSkippedWithANotice() throws IOException {
    write(
        "app.yaml",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: ai-workloads}
        ---
        apiVersion: v1
        kind: Endpoints
        metadata: {name: web}
        ---
        apiVersion: v1
        kind: PodTemplate
        metadata: {name: web}
        ---
        services: {web: {image: nginx}}
        """);
    assertThat(read("").notices())
        .contains(
            "skipped, for local mode has no use for it: app.yaml: Deployment ai-workloads/web;"
                + " app.yaml: Endpoints web; app.yaml: PodTemplate web; app.yaml: a document"
                + " without kind");
  }

  @Test
  void aFolderWithoutAnEndpointIsNoUse() throws IOException {
    Files.delete(folder.resolve("quickstart.yaml"));
    assertThatThrownBy(() -> read("")).hasMessageContaining("there is no ModelEndpoint");
  }
}
