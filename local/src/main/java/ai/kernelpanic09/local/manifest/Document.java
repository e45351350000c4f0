package ai.kernelpanic09.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One object of a file.
 *
 * @param file path below the folder
 */
record Document(String file, JsonNode content) {

  String apiVersion() {
    return content.path("apiVersion").asText();
  }

  /** The API group: the part of {@code apiVersion} before the slash. */
  String group() {
    var slash = apiVersion().indexOf('/');
    return slash < 0 ? "" : apiVersion().substring(0, slash);
  }

  String kind() {
    return content.path("kind").asText();
  }

  String name() {
    return content.path("metadata").path("name").asText();
  }

  /** The namespace; empty where the object names none. */
  String namespace() {
    return content.path("metadata").path("namespace").asText();
  }

  /** The name of this object in messages. */
  String title() {
    var name = namespace().isEmpty() ? name() : namespace() + "/" + name();
    return (file + ": " + kind() + " " + name).stripTrailing();
  }
}
