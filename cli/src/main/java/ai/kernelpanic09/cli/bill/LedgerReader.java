package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads ModelEndpoints from a file that {@code kubectl get modelendpoints -o json} wrote. */
final class LedgerReader {

  // YAML holds JSON.
  private final ObjectMapper yaml =
      YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * @throws CommandFailure naming the file that can't be read, or holds something else
   */
  List<ModelEndpoint> read(Path file) throws CommandFailure {
    JsonNode tree;
    try (var from = InputFile.plain(file)) {
      tree = yaml.readTree(from);
    } catch (JsonProcessingException e) {
      throw notOne(file, "is neither JSON nor YAML");
    } catch (IOException e) {
      throw CommandFailure.wrongInput(
          file + " can't be read (" + e.getClass().getSimpleName() + "): name a file that exists");
    }
    var items = tree.path("items");
    var all = items.isArray() ? items.valueStream().toList() : List.of(tree);
    if (all.stream().anyMatch(each -> !each.path("kind").asText().equals("ModelEndpoint"))) {
      throw notOne(file, "holds something else than ModelEndpoints");
    }
    try {
      return all.stream().map(this::endpoint).toList();
    } catch (IllegalArgumentException e) {
      throw notOne(file, "holds a ModelEndpoint that can't be read: " + e.getMessage());
    }
  }

  private ModelEndpoint endpoint(JsonNode tree) {
    var endpoint = yaml.convertValue(tree, ModelEndpoint.class);
    if (endpoint.getMetadata().getNamespace() == null || endpoint.getMetadata().getName() == null) {
      throw new IllegalArgumentException("metadata.namespace and metadata.name are needed");
    }
    return endpoint;
  }

  private static CommandFailure notOne(Path file, String why) {
    return CommandFailure.wrongInput(
        file + " " + why + ": write it with kubectl get modelendpoints -A -o json");
  }
}
