package ai.kernelpanic09.e2e.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the shapes that this project holds requests against: structures with members, in the
 * notation of the simulator's {@code runtime.json}.
 */
final class HeldShapes {

  private final Facts facts = new Facts();

  private HeldShapes() {}

  static Facts of(JsonNode document) {
    var held = new HeldShapes();
    for (var operation : document.path("operations").properties()) {
      var path = operation.getValue();
      held.facts.put(
          "operation " + operation.getKey(),
          path.path("method").asText() + " " + path.path("uri").asText());
    }
    for (var structure : document.path("structures").properties()) {
      for (var member : structure.getValue().path("members").properties()) {
        held.member(structure.getKey() + "." + member.getKey(), member.getValue());
      }
    }
    return held.facts;
  }

  /** The names of the structures and of the operations. */
  static Set<String> names(JsonNode document, String kind) {
    var names = new TreeSet<String>();
    document.path(kind).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void member(String path, JsonNode member) {
    if (member.path("required").asBoolean()) {
      facts.put(path + " required", "yes");
    }
    value(path, member);
  }

  private void value(String path, JsonNode value) {
    if (value.has("ref")) {
      facts.put(path + " type", value.path("ref").asText());
      return;
    }
    var type = value.path("type").asText();
    facts.put(path + " type", type.equals("enum") ? "string" : type);
    for (var bound : Set.of("min", "max", "pattern")) {
      if (value.has(bound)) {
        facts.put(path + " " + bound, ServiceModel.plain(value.path(bound).asText()));
      }
    }
    value.path("values").forEach(each -> facts.put(path + " value " + each.asText(), "yes"));
    for (var part : Set.of("member", "key", "value")) {
      if (value.has(part)) {
        value(path + "[" + part + "]", value.path(part));
      }
    }
  }
}
