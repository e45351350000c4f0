package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** What an answer, as its raw content blocks, wants to hand to tools. */
final class ToolInputs {

  private ToolInputs() {}

  /** The inputs as compact JSON, in their order. */
  static List<String> of(String blocks) throws IOException {
    var inputs = new ArrayList<String>();
    rewrite(
        blocks,
        input -> {
          inputs.add(input);
          return input;
        });
    return inputs;
  }

  /**
   * The blocks with other inputs.
   *
   * @throws IOException when one of them is no JSON
   */
  static String replaced(String blocks, List<String> inputs) throws IOException {
    for (var each : inputs) {
      ToolTexts.requireValue(each);
    }
    Iterator<String> next = inputs.iterator();
    return rewrite(blocks, input -> next.next());
  }

  /** The same JSON without blanks; as it is when it is none. */
  static String compact(String json) {
    try (var from = Json.parser(json.getBytes(StandardCharsets.UTF_8))) {
      from.nextToken();
      return from.currentToken() == null ? json : compact(from);
    } catch (IOException e) {
      return json;
    }
  }

  private static String rewrite(String blocks, UnaryOperator<String> each) throws IOException {
    var bytes = new ByteArrayOutputStream(blocks.length() + 16);
    try (var from = Json.parser(blocks.getBytes(StandardCharsets.UTF_8));
        var to = Json.generator(bytes)) {
      to.writeStartArray();
      from.nextToken();
      while (from.nextToken() == JsonToken.START_OBJECT) {
        to.writeStartObject();
        while (from.nextToken() == JsonToken.FIELD_NAME) {
          var tool = from.currentName().equals("toolUse");
          to.writeFieldName(from.currentName());
          if (from.nextToken() == JsonToken.START_OBJECT && tool) {
            toolUse(from, to, each);
          } else {
            to.copyCurrentStructure(from);
          }
        }
        to.writeEndObject();
      }
      to.writeEndArray();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void toolUse(JsonParser from, JsonGenerator to, UnaryOperator<String> each)
      throws IOException {
    to.writeStartObject();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var input = from.currentName().equals("input");
      to.writeFieldName(from.currentName());
      from.nextToken();
      if (input) {
        to.writeRawValue(each.apply(compact(from)));
      } else {
        to.copyCurrentStructure(from);
      }
    }
    to.writeEndObject();
  }

  private static String compact(JsonParser from) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var to = Json.generator(bytes)) {
      to.copyCurrentStructure(from);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
