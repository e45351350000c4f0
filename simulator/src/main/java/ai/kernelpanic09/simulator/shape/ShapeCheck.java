package ai.kernelpanic09.simulator.shape;

import ai.kernelpanic09.simulator.shape.Shape.Bounds;
import ai.kernelpanic09.simulator.shape.Shape.Place;
import ai.kernelpanic09.simulator.shape.Shape.Structure;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Checks requests against a service's API model, and words errors as AWS does. It is stricter than
 * AWS in one way: it refuses a member that the API model does not have, which some services ignore.
 */
public final class ShapeCheck {
  private final ServiceModel model;

  public ShapeCheck(ServiceModel model) {
    this.model = model;
  }

  /**
   * The members of a request from path, query, headers and body as one object.
   *
   * @param uri the members that are in the path, decoded
   * @throws AwsError ValidationException or SerializationException
   */
  public JsonObject request(String structure, AwsRequest request, Map<String, String> uri) {
    var shape = model.structure(structure);
    var members = hasBody(shape) ? parse(request.body()) : new JsonObject();
    for (var member : shape.members().entrySet()) {
      var name = member.getValue().wireName();
      var place = member.getValue().place();
      if (place != Place.BODY && members.containsKey(member.getKey())) {
        throw AwsError.validation("Unknown member in the body: " + member.getKey());
      }
      var found =
          switch (place) {
            case BODY -> null;
            case URI -> uri.get(name);
            case QUERYSTRING -> request.query().get(name);
            case HEADER -> request.headers().get(name);
          };
      if (found != null) {
        members.put(member.getKey(), fromText(member.getValue().shape(), found));
      }
    }
    check(structure, members);
    return members;
  }

  /** Throws a ValidationException that lists all errors of a value, if it has any. */
  public void check(String structure, JsonObject value) {
    var wrong = new ArrayList<String>();
    structure(model.structure(structure), value, "", wrong);
    if (!wrong.isEmpty()) {
      throw AwsError.validation(
          wrong.size()
              + (wrong.size() == 1 ? " validation error" : " validation errors")
              + " detected: "
              + String.join("; ", wrong));
    }
  }

  private static boolean hasBody(Structure shape) {
    return shape.members().values().stream().anyMatch(m -> m.place() == Place.BODY);
  }

  private static JsonObject parse(Buffer body) {
    if (body.length() == 0) {
      return new JsonObject();
    }
    return JsonBody.parse(body);
  }

  private static Object fromText(Shape shape, String text) {
    if (shape instanceof Shape.Numeric) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw AwsError.validation("Not a number: " + text);
      }
    }
    return text;
  }

  private void structure(Structure shape, JsonObject value, String path, List<String> wrong) {
    for (var name : value.fieldNames()) {
      if (!shape.members().containsKey(name)) {
        wrong.add(
            "Value at '%s' failed to satisfy constraint: Unknown member, must be one of: %s"
                .formatted(join(path, name), String.join(", ", shape.members().keySet())));
      }
    }
    int present = 0;
    for (var member : shape.members().entrySet()) {
      var at = join(path, member.getKey());
      var found = value.getValue(member.getKey());
      if (found != null) {
        present++;
        value(member.getValue().shape(), found, at, wrong);
      } else if (member.getValue().required()) {
        wrong.add(
            "Value at '%s' failed to satisfy constraint: Member must not be null".formatted(at));
      }
    }
    if (shape.union() && present != 1) {
      wrong.add(
          "Value at '%s' failed to satisfy constraint: Union must have exactly one member set"
              .formatted(path));
    }
  }

  private void value(Shape shape, Object value, String at, List<String> wrong) {
    switch (shape) {
      case Shape.Ref ref when value instanceof JsonObject o ->
          structure(model.structure(ref.name()), o, at, wrong);
      case Shape.Text text when value instanceof String s -> text(text, s, at, wrong);
      case Shape.OneOf(var values) when value instanceof String s -> {
        if (!values.contains(s)) {
          wrong.add(constraint(s, at, "Member must satisfy enum value set: " + values));
        }
      }
      case Shape.Numeric number when value instanceof Number n -> number(number, n, at, wrong);
      case Shape.Flag() when value instanceof Boolean -> {}
      case Shape.Time() when value instanceof Number || value instanceof String -> {}
      case Shape.Document() -> {}
      case Shape.Blob(var size) when value instanceof String s -> blob(size, s, at, wrong);
      case Shape.ListOf list when value instanceof JsonArray a -> list(list, a, at, wrong);
      case Shape.MapOf map when value instanceof JsonObject o -> map(map, o, at, wrong);
      default -> throw new AwsError(400, "SerializationException", "Unexpected type at " + at);
    }
  }

  private static void text(Shape.Text shape, String s, String at, List<String> wrong) {
    if (size(shape.length(), s.codePointCount(0, s.length()), s, "length", at, wrong)
        && shape.pattern().isPresent()
        && !shape.pattern().get().matcher(s).matches()) {
      wrong.add(
          constraint(
              s,
              at,
              "Member must satisfy regular expression pattern: "
                  + shape.pattern().get().pattern()));
    }
  }

  private static void number(Shape.Numeric shape, Number n, String at, List<String> wrong) {
    if (shape.whole() && n.doubleValue() != Math.rint(n.doubleValue())) {
      throw new AwsError(400, "SerializationException", "Expected an integer at " + at);
    }
    var range = shape.range();
    if (n.doubleValue() < range.min()) {
      wrong.add(
          constraint(
              n, at, "Member must have value greater than or equal to " + plain(range.min())));
    }
    if (n.doubleValue() > range.max()) {
      wrong.add(
          constraint(n, at, "Member must have value less than or equal to " + plain(range.max())));
    }
  }

  private static void blob(Bounds size, String text, String at, List<String> wrong) {
    try {
      size(size, Base64.getDecoder().decode(text).length, "...", "length", at, wrong);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "SerializationException", "Invalid base64 at " + at);
    }
  }

  private void list(Shape.ListOf shape, JsonArray array, String at, List<String> wrong) {
    size(shape.size(), array.size(), array, "length", at, wrong);
    for (int i = 0; i < array.size(); i++) {
      var element = array.getValue(i);
      var path = at + "." + (i + 1) + ".member";
      if (element == null) {
        wrong.add(
            "Value at '%s' failed to satisfy constraint: Member must not be null".formatted(path));
      } else {
        value(shape.member(), element, path, wrong);
      }
    }
  }

  private void map(Shape.MapOf shape, JsonObject object, String at, List<String> wrong) {
    size(shape.size(), object.size(), object, "length", at, wrong);
    for (var entry : object) {
      value(shape.key(), entry.getKey(), at + ".key", wrong);
      if (entry.getValue() == null) {
        wrong.add(
            "Value at '%s' failed to satisfy constraint: Member must not be null"
                .formatted(at + "." + entry.getKey()));
      } else {
        value(shape.value(), entry.getValue(), at + "." + entry.getKey() + ".member", wrong);
      }
    }
  }

  private static boolean size(
      Bounds bounds, int size, Object value, String what, String at, List<String> wrong) {
    if (size < bounds.min()) {
      wrong.add(
          constraint(
              value,
              at,
              "Member must have %s greater than or equal to %s"
                  .formatted(what, plain(bounds.min()))));
      return false;
    }
    if (size > bounds.max()) {
      wrong.add(
          constraint(
              value,
              at,
              "Member must have %s less than or equal to %s".formatted(what, plain(bounds.max()))));
      return false;
    }
    return true;
  }

  private static String constraint(Object value, String at, String constraint) {
    var text = value.toString();
    var shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return "Value '%s' at '%s' failed to satisfy constraint: %s".formatted(shown, at, constraint);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
