package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks a body of InvokeModel as Bedrock checks it against the model's JSON schema, and words the
 * refusal as Bedrock does.
 */
final class NativeBody {
  private final JsonObject body;
  private final String at;
  private final List<String> wrong;

  private NativeBody(JsonObject body, String at, List<String> wrong) {
    this.body = body;
    this.at = at;
    this.wrong = wrong;
  }

  static NativeBody of(JsonObject body) {
    return new NativeBody(body, "#", new ArrayList<>());
  }

  static AwsError malformed(String what) {
    return AwsError.validation(
        "Malformed input request: %s, please reformat your input and try again.".formatted(what));
  }

  /**
   * What comes of reading a body. A value of another type, or a null, shows only where somebody
   * reads it as what it should be: there the body is refused, as Bedrock refuses what it can't map.
   *
   * @throws AwsError ValidationException
   */
  static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ClassCastException | NullPointerException e) {
      throw AwsError.validation(
          "Malformed input request, please reformat your input and try again.");
    }
  }

  /** The checks of a member that is an object, collected with those of the whole. */
  NativeBody member(String name) {
    return new NativeBody(
        body.getValue(name) instanceof JsonObject object ? object : new JsonObject(),
        at + "/" + name,
        wrong);
  }

  /** Only members of these names, none of which may be null. */
  NativeBody only(String... names) {
    for (var name : body.fieldNames()) {
      if (!Set.of(names).contains(name)) {
        wrong.add("%s: extraneous key [%s] is not permitted".formatted(at, name));
      } else if (body.getValue(name) == null) {
        wrong.add("%s/%s: no valid type found: Null".formatted(at, name));
      }
    }
    return this;
  }

  NativeBody required(String name) {
    if (body.getValue(name) == null) {
      wrong.add("%s: required key [%s] not found".formatted(at, name));
    }
    return this;
  }

  NativeBody text(String name, int minLength, int maxLength) {
    if (expected(name, "String", String.class)) {
      length("%s/%s".formatted(at, name), body.getString(name), minLength, maxLength);
    }
    return this;
  }

  NativeBody texts(String name, int maxCount, int maxLength) {
    if (expected(name, "JSONArray", JsonArray.class)) {
      var array = body.getJsonArray(name);
      if (array.size() > maxCount) {
        wrong.add(
            "%s/%s: expected maximum item count: %d, found: %d"
                .formatted(at, name, maxCount, array.size()));
      }
      for (int i = 0; i < array.size(); i++) {
        var path = "%s/%s/%d".formatted(at, name, i);
        if (array.getValue(i) instanceof String text) {
          length(path, text, 0, maxLength);
        } else {
          wrong.add("%s: expected type: String, found: %s".formatted(path, type(array, i)));
        }
      }
    }
    return this;
  }

  NativeBody number(String name, double min, double max) {
    if (expected(name, "Number", Number.class)) {
      double value = body.getDouble(name);
      if (value < min) {
        wrong.add(
            "%s/%s: %s is not greater or equal to %s"
                .formatted(at, name, body.getValue(name), plain(min)));
      } else if (value > max) {
        wrong.add(
            "%s/%s: %s is not less or equal to %s"
                .formatted(at, name, body.getValue(name), plain(max)));
      }
    }
    return this;
  }

  NativeBody oneOf(String name, Object... values) {
    var value = body.getValue(name);
    if (value != null && !Set.of(values).contains(value)) {
      wrong.add("%s/%s: %s is not a valid enum value".formatted(at, name, value));
    }
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws AwsError ValidationException, when any of them failed
   */
  void check() {
    if (!wrong.isEmpty()) {
      throw malformed(
          wrong.size() == 1 ? wrong.getFirst() : wrong.size() + " schema violations found");
    }
  }

  private boolean expected(String name, String type, Class<?> wanted) {
    var value = body.getValue(name);
    if (value != null && !wanted.isInstance(value)) {
      wrong.add(
          "%s/%s: expected type: %s, found: %s"
              .formatted(at, name, type, value.getClass().getSimpleName()));
      return false;
    }
    return value != null;
  }

  private void length(String path, String text, int min, int max) {
    int length = text.codePointCount(0, text.length());
    if (length < min) {
      wrong.add("%s: expected minLength: %d, actual: %d".formatted(path, min, length));
    } else if (length > max) {
      wrong.add("%s: expected maxLength: %d, actual: %d".formatted(path, max, length));
    }
  }

  private static String type(JsonArray array, int index) {
    var value = array.getValue(index);
    return value == null ? "Null" : value.getClass().getSimpleName();
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
