package ai.kernelpanic09.e2e.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * A service's model as botocore has it: {@code service-2.json}.
 *
 * @see <a href="https://github.com/boto/botocore">botocore</a>
 */
final class ServiceModel {

  private final JsonNode model;

  ServiceModel(JsonNode model) {
    this.model = model;
    if (!model.path("shapes").isObject() || !model.path("operations").isObject()) {
      throw new IllegalArgumentException("no service model: it has no shapes, or no operations");
    }
  }

  /** The names of all operations. */
  Set<String> operations() {
    var names = new TreeSet<String>();
    model.path("operations").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The names of the errors of some operations, those within streams among them. */
  Set<String> errors(Set<String> operations) {
    var errors = new TreeSet<String>();
    for (var operation : operations) {
      var parts = model.path("operations").path(operation);
      parts.path("errors").forEach(each -> errors.add(each.path("shape").asText()));
      streamed(parts.path("output").path("shape").asText(), errors);
    }
    return errors;
  }

  private void streamed(String output, Set<String> errors) {
    for (var member : shape(output).path("members").properties()) {
      var stream = shape(member.getValue().path("shape").asText());
      if (stream.path("eventstream").asBoolean()) {
        for (var event : stream.path("members").properties()) {
          var name = event.getValue().path("shape").asText();
          if (shape(name).path("exception").asBoolean()) {
            errors.add(name);
          }
        }
      }
    }
  }

  /** What it says of some operations and structures. */
  Facts facts(Set<String> operations, Set<String> structures) {
    var facts = new Facts();
    for (var operation : operations) {
      var http = model.path("operations").path(operation).path("http");
      if (!http.isMissingNode()) {
        facts.put(
            "operation " + operation,
            http.path("method").asText() + " " + http.path("requestUri").asText());
      }
    }
    structures.forEach(each -> structure(each, facts));
    return facts;
  }

  private void structure(String name, Facts facts) {
    var shape = shape(name);
    for (var member : shape.path("members").properties()) {
      var type = member.getValue().path("shape").asText();
      // Errors within streams are compared as errors.
      if (!shape(type).path("exception").asBoolean()) {
        value(name + "." + member.getKey(), type, facts);
      }
    }
    shape
        .path("required")
        .forEach(each -> facts.put(name + "." + each.asText() + " required", "yes"));
  }

  private void value(String path, String name, Facts facts) {
    var shape = shape(name);
    var type = shape.path("type").asText();
    if (type.equals("structure")) {
      facts.put(path + " type", shape.path("document").asBoolean() ? "document" : name);
      return;
    }
    facts.put(path + " type", type);
    if (!shape.has("enum")) {
      for (var bound : Set.of("min", "max", "pattern")) {
        if (shape.has(bound)) {
          facts.put(path + " " + bound, plain(shape.path(bound).asText()));
        }
      }
    }
    shape.path("enum").forEach(each -> facts.put(path + " value " + each.asText(), "yes"));
    for (var part : Set.of("member", "key", "value")) {
      if (shape.has(part)) {
        value(path + "[" + part + "]", shape.path(part).path("shape").asText(), facts);
      }
    }
  }

  private JsonNode shape(String name) {
    return model.path("shapes").path(name);
  }

  /** A bound without anchors: patterns match whole values, whether they say so or not. */
  static String plain(String bound) {
    return bound.replaceAll("(?<![\\[\\\\])\\^|(?<!\\\\)\\$", "");
  }
}
