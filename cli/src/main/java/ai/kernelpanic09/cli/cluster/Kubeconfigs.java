package ai.kernelpanic09.cli.cluster;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What kubeconfigs name. */
final class Kubeconfigs {

  /**
   * The names of all contexts.
   *
   * @throws CommandFailure naming the file that can't be read
   */
  static Set<String> contexts(List<Path> files) throws CommandFailure {
    var yaml = new YAMLMapper();
    var names = new HashSet<String>();
    for (var file : files) {
      JsonNode tree;
      try (var from = Files.newInputStream(file)) {
        tree = yaml.readTree(from);
      } catch (IOException e) {
        throw CommandFailure.notDone("the kubeconfig " + file + " can't be read: it is no YAML");
      }
      tree.path("contexts").forEach(each -> names.add(each.path("name").asText()));
    }
    return names;
  }

  private Kubeconfigs() {}
}
