package ai.kernelpanic09.core.template.oracle;

import ai.kernelpanic09.core.template.text.Utf8;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A line of the golden corpus: template, data (an empty object if left out), missingKey (error if
 * left out), and Go's answer. Byte strings that are UTF-8 are written as texts, others in base64
 * under the same name followed by 64.
 */
final class CorpusLine {

  private CorpusLine() {}

  static Case asked(JsonNode line) {
    return new Case(
        bytes(line, "template"),
        line.has("data") ? line.get("data").toString() : "{}",
        line.path("missingKey").asText("error"));
  }

  static TemplateResult answer(JsonNode line) {
    return line.has("phase")
        ? new TemplateResult.Fault(line.get("phase").textValue(), bytes(line, "message"))
        : new TemplateResult.Output(bytes(line, "output"));
  }

  static ObjectNode of(Case asked, TemplateResult answer) {
    var line = Case.JSON.createObjectNode();
    put(line, "template", asked.template());
    if (!asked.dataJson().equals("{}")) {
      line.set("data", Case.read(asked.dataJson()));
    }
    if (!asked.missingKey().equals("error")) {
      line.put("missingKey", asked.missingKey());
    }
    switch (answer) {
      case TemplateResult.Output output -> put(line, "output", output.bytes());
      case TemplateResult.Fault fault ->
          put(line.put("phase", fault.phase()), "message", fault.message());
      case TemplateResult.TooMuch ignored -> throw new IllegalArgumentException("Go has no limits");
    }
    return line;
  }

  private static void put(ObjectNode line, String name, String bytes) {
    var text = Utf8.textOf(bytes);
    if (Utf8.bytesOf(text).equals(bytes)) {
      line.put(name, text);
    } else {
      line.put(name + "64", bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static String bytes(JsonNode line, String name) {
    try {
      return line.has(name)
          ? Utf8.bytesOf(line.get(name).textValue())
          : new String(line.get(name + "64").binaryValue(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
