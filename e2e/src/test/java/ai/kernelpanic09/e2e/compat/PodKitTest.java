package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Also fetches the packages of the clients that a run in a cluster needs, for it can't there. */
class PodKitTest {

  static Set<Client> clients() {
    return Selection.ofThisRun().clients();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void whatTheCommandNamesIsAmongTheFiles(Client client) throws Exception {
    var files = new PodKit(client.toolchain()).files();

    assertThat(files).allSatisfy(file -> assertThat(file).exists());
    assertThat(client.inPod())
        .map(word -> word.replaceFirst("^PYTHONPATH=|/[*]$", ""))
        .filteredOn(word -> word.startsWith(PodKit.FOLDER + "/"))
        .isNotEmpty()
        .allSatisfy(
            word -> {
              var path = Path.of(PodKit.FOLDER).relativize(Path.of(word));
              assertThat(files).anySatisfy(file -> assertThat(file.resolveSibling(path)).exists());
            });
  }
}
