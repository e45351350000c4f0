package ai.kernelpanic09.simulator.shape;

import ai.kernelpanic09.simulator.shape.Shape.Bounds;
import ai.kernelpanic09.simulator.shape.Shape.Member;
import ai.kernelpanic09.simulator.shape.Shape.Place;
import ai.kernelpanic09.simulator.shape.Shape.Structure;
import ai.kernelpanic09.simulator.wire.Resource;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The operations and structures of one service, read from a resource of this package. */
public final class ServiceModel {
  private final Map<String, Structure> structures;

  private ServiceModel(Map<String, Structure> structures) {
    this.structures = structures;
  }

  /**
   * The runtime operations: Converse, InvokeModel, CountTokens, ApplyGuardrail and their streams.
   */
  public static ServiceModel runtime() {
    return read("runtime.json");
  }

  /** The control operations: models, inference profiles and guardrails. */
  public static ServiceModel control() {
    return read("control.json");
  }

  Structure structure(String name) {
    var structure = structures.get(name);
    if (structure == null) {
      throw new IllegalArgumentException("no structure " + name);
    }
    return structure;
  }

  private static ServiceModel read(String file) {
    var structures = new LinkedHashMap<String, Structure>();
    Resource.json(ServiceModel.class, file)
        .getJsonObject("structures")
        .forEach(e -> structures.put(e.getKey(), structure(e.getKey(), (JsonObject) e.getValue())));
    return new ServiceModel(Map.copyOf(structures));
  }

  private static Structure structure(String name, JsonObject json) {
    var members = new LinkedHashMap<String, Member>();
    json.getJsonObject("members")
        .forEach(e -> members.put(e.getKey(), member(e.getKey(), (JsonObject) e.getValue())));
    return new Structure(name, members, json.getBoolean("union", false));
  }

  private static Member member(String name, JsonObject json) {
    var place = Place.valueOf(json.getString("in", "body").toUpperCase(Locale.ROOT));
    return new Member(
        shape(json), json.getBoolean("required", false), place, json.getString("name", name));
  }

  private static Shape shape(JsonObject json) {
    if (json.containsKey("ref")) {
      return new Shape.Ref(json.getString("ref"));
    }
    var bounds = bounds(json);
    return switch (json.getString("type")) {
      case "string" ->
          new Shape.Text(
              bounds, Optional.ofNullable(json.getString("pattern")).map(Pattern::compile));
      case "enum" -> new Shape.OneOf(values(json));
      case "integer", "long" -> new Shape.Numeric(bounds, true);
      case "float", "double" -> new Shape.Numeric(bounds, false);
      case "boolean" -> new Shape.Flag();
      case "blob" -> new Shape.Blob(bounds);
      case "timestamp" -> new Shape.Time();
      case "document" -> new Shape.Document();
      case "list" -> new Shape.ListOf(shape(json.getJsonObject("member")), bounds);
      case "map" ->
          new Shape.MapOf(
              shape(json.getJsonObject("key")), shape(json.getJsonObject("value")), bounds);
      default -> throw new IllegalArgumentException("unknown type in " + json);
    };
  }

  private static Bounds bounds(JsonObject json) {
    return new Bounds(
        json.getDouble("min", Double.NEGATIVE_INFINITY),
        json.getDouble("max", Double.POSITIVE_INFINITY));
  }

  private static Set<String> values(JsonObject json) {
    var values = new LinkedHashSet<String>();
    json.getJsonArray("values").forEach(v -> values.add((String) v));
    return values;
  }
}
