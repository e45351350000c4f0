package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.regex.Pattern;

/** The members of the model's own answer that a conversation asks for, by their JSON pointers. */
record ResponseFields(List<String> pointers) {
  /** No member has it: it is no text that JSON could hold unescaped. */
  private static final String ABSENT = "\0";

  private static final Pattern POINTER = Pattern.compile("(/([^/~]|~[01])+)+");

  /**
   * Reads additionalModelResponseFieldPaths.
   *
   * @throws AwsError ValidationException when one is no pointer
   */
  static ResponseFields of(JsonObject body) {
    var paths =
        body.getJsonArray("additionalModelResponseFieldPaths", new JsonArray()).stream()
            .map(String.class::cast)
            .toList();
    for (var path : paths) {
      if (!POINTER.matcher(path).matches()) {
        throw AwsError.validation(
            "The additionalModelResponseFieldPaths field has an invalid JSON Pointer: " + path);
      }
    }
    return new ResponseFields(paths);
  }

  boolean isEmpty() {
    return pointers.isEmpty();
  }

  /** The members that {@code answer} has, each at its place; what it lacks is left out. */
  JsonObject from(JsonObject answer) {
    var fields = new JsonObject();
    for (var text : pointers) {
      var pointer = JsonPointer.from(text);
      var value = pointer.queryJsonOrDefault(answer, ABSENT);
      if (!ABSENT.equals(value)) {
        pointer.writeJson(fields, value, true);
      }
    }
    return fields;
  }
}
