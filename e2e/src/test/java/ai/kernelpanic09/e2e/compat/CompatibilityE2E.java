package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kernelpanic09.e2e.Cluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real clients in pods with nothing but the label: they see what they see before local mode, and
 * {@code kubectl get modelendpoints} shows what AWS bills. {@code make compatibility WHERE=cluster}
 * runs all of them; by default a few run a few features.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatibilityE2E {

  private static final Selection SELECTION = Selection.ofThisRun();

  private ClusterStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    assumeTrue(Cluster.isOurs(), "only the node of e2e/cluster.sh is given the clients' images");
    stage = new ClusterStage(folder, SELECTION.clients().iterator().next().toolchain());
  }

  @AfterAll
  void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  static Set<Client> clients() {
    return SELECTION.clients();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theClientSeesWhatTheTableSays(Client client) throws Exception {
    Map<Feature, Result> seen;
    try (var program = stage.start(client)) {
      seen = new Trial(stage, client, program).of(SELECTION.features());
    }
    assertThat(seen)
        .as(client.title())
        .isEqualTo(ExpectedTable.read().get(client, SELECTION.features()));
    stage.assertThatBookedIsBilled();
  }
}
