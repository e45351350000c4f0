package ai.kernelpanic09.e2e.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file NOTICE: the libraries that the images hold, with their licences, by the bills of
 * materials of the images.
 */
public final class Notice {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "ai.kernelpanic09";

  private static final String HEAD =
      """
      k8s-ai-operator
      Copyright (c) 2026 The k8s-ai-operator authors, under the MIT licence: see LICENSE.

      The images hold a Java runtime made of OpenJDK 25, under GPL-2.0 with the Classpath Exception, their base, and
      these libraries, each under its own licence. "make notice" writes this file from the bills of materials, which
      the images hold as /app/bom.json.

      """;

  /**
   * Writes the file.
   *
   * @param arguments the file, then the bills of materials
   */
  public static void main(String[] arguments) throws IOException {
    var boms = Stream.of(arguments).skip(1).map(Path::of).toList();
    Files.writeString(Path.of(arguments[0]), text(boms));
  }

  /**
   * The file's text.
   *
   * @param boms CycloneDX documents in JSON
   */
  static String text(List<Path> boms) throws IOException {
    var libraries = new TreeSet<String>();
    for (var bom : boms) {
      for (var component : JSON.readTree(bom.toFile()).path("components")) {
        if (!component.path("group").asText().equals(OURS)) {
          libraries.add(line(component));
        }
      }
    }
    return HEAD + libraries.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(JsonNode component) {
    return component.path("group").asText()
        + ":"
        + component.path("name").asText()
        + " "
        + component.path("version").asText()
        + " — "
        + String.join(", ", licences(component));
  }

  private static List<String> licences(JsonNode component) {
    var named = new ArrayList<String>();
    for (var each : component.path("licenses")) {
      var license = each.path("license");
      named.add(
          Stream.of(license.path("id"), license.path("name"), each.path("expression"))
              .filter(JsonNode::isTextual)
              .map(JsonNode::asText)
              .findFirst()
              .orElse("?"));
    }
    return named.isEmpty() ? List.of("?") : named;
  }

  private Notice() {}
}
