package ai.kernelpanic09.core.template.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The result of a template. */
sealed interface TemplateResult {

  /** Its output, one char per byte. */
  record Output(String bytes) implements TemplateResult {}

  /** An error of a phase, its message one char per byte. */
  record Fault(String phase, String message) implements TemplateResult {}

  /** It exceeded our limits. */
  record TooMuch() implements TemplateResult {}

  static TemplateResult of(JsonNode line) {
    return line.get("ok").booleanValue()
        ? new Output(bytes(line, "output"))
        : new Fault(line.get("phase").textValue(), bytes(line, "message"));
  }

  private static String bytes(JsonNode line, String field) {
    try {
      return line.has(field)
          ? new String(line.get(field).binaryValue(), StandardCharsets.ISO_8859_1)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
