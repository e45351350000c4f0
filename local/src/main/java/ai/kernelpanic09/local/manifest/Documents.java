package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.local.yaml.Yaml;
import ai.kernelpanic09.local.yaml.YamlException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The objects of a folder, those within lists included. */
final class Documents {

  private final List<Document> found = new ArrayList<>();
  private final List<String> problems;

  private Documents(List<String> problems) {
    this.problems = problems;
  }

  /**
   * All objects, in the order of files.
   *
   * @param problems gets a sentence about each part that can't be read
   */
  static List<Document> of(ManifestFolder folder, List<String> problems) {
    var documents = new Documents(problems);
    folder.texts().forEach(documents::read);
    return documents.found;
  }

  private void read(String file, String text) {
    try {
      for (var each : Yaml.documents(text)) {
        add(file, each);
      }
    } catch (YamlException e) {
      problems.add(file + ": " + e.getMessage());
    }
  }

  private void add(String file, JsonNode content) {
    var items = content.get("items");
    if (content.path("kind").asText().endsWith("List") && items != null && items.isArray()) {
      items.forEach(each -> add(file, each));
    } else if (content.path("kind").asText().equals("List")) {
      problems.add(file + ": List: items: must be an array, and is missing or something else");
    } else {
      found.add(new Document(file, content));
    }
  }
}
