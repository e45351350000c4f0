package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.sdk.InjectedPod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real clients in an injected pod's environment, before local mode. {@code make compatibility} runs
 * all of them; by default a few run a few features. {@code -Dcompat.update=true} writes what came
 * of them into the table of expected results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {

  private static final Selection SELECTION = Selection.ofThisRun();
  private static final boolean UPDATE = Boolean.getBoolean("compat.update");

  @TempDir static Path home;

  private final LocalStage stage = new LocalStage();

  @AfterAll
  void stop() {
    stage.close();
  }

  static Set<Client> clients() {
    return SELECTION.clients();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theClientSeesWhatTheTableSays(Client client) throws Exception {
    var table = ExpectedTable.read();
    Map<Feature, Result> seen;
    try (var program = new ClientProcess(client.prepared(), home, environment())) {
      seen = new Trial(stage, client, program).of(SELECTION.features());
    }
    if (UPDATE) {
      seen.forEach((feature, result) -> table.put(client, feature, result));
      table.write();
    }
    assertThat(seen).as(client.title()).isEqualTo(table.get(client, SELECTION.features()));
    stage.assertThatBookedIsBilled();
  }

  private Map<String, String> environment() throws IOException {
    var environment = new TreeMap<>(stage.at(InjectedPod.environment("")));
    environment.put("HOME", home.toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return environment;
  }
}
