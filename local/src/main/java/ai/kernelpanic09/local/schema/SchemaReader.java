package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads structural schemas. It fails on a keyword that it does not know, because a schema that is
 * checked only in part would let wrong manifests pass.
 */
final class SchemaReader {

  private static final Set<String> KEYWORDS =
      Set.of(
          "additionalProperties",
          "anyOf",
          "default",
          "description",
          "enum",
          "format",
          "items",
          "maxItems",
          "maxLength",
          "maximum",
          "minItems",
          "minLength",
          "minimum",
          "pattern",
          "properties",
          "required",
          "type",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-list-type",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private final RuleReader rules;

  SchemaReader(RuleReader rules) {
    this.rules = rules;
  }

  /**
   * Reads a schema.
   *
   * @throws IllegalStateException when the schema has a keyword or a value that this class does not
   *     support
   */
  Schema read(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            keyword -> {
              if (!KEYWORDS.contains(keyword)) {
                throw new IllegalStateException("the schema has an unknown keyword: " + keyword);
              }
            });
    var intOrString = node.path("x-kubernetes-int-or-string").asBoolean();
    if (node.has("anyOf") && !intOrString) {
      throw new IllegalStateException("the schema has anyOf, which only int-or-string may have");
    }
    var list = node.path("x-kubernetes-list-type").asText();
    var type = intOrString ? Schema.INT_OR_STRING : node.path("type").asText();
    return new Schema(
        type,
        properties(node),
        optional(node.path("additionalProperties")),
        texts(node.path("required")),
        optional(node.path("items")),
        node.get("default"),
        allowed(node.path("enum")),
        type.equals("array")
            ? range(node, "minItems", "maxItems")
            : range(node, "minLength", "maxLength"),
        range(node, "minimum", "maximum"),
        node.has("pattern") ? Pattern.compile(node.get("pattern").asText()) : null,
        list.equals("set") || list.equals("map"),
        List.copyOf(texts(node.path("x-kubernetes-list-map-keys"))),
        node.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        rules.read(node.path("x-kubernetes-validations")));
  }

  private Map<String, Schema> properties(JsonNode node) {
    var properties = new LinkedHashMap<String, Schema>();
    node.path("properties")
        .properties()
        .forEach(each -> properties.put(each.getKey(), read(each.getValue())));
    return properties;
  }

  private @Nullable Schema optional(JsonNode node) {
    return node.isObject() ? read(node) : null;
  }

  private static Set<JsonNode> allowed(JsonNode node) {
    var allowed = new LinkedHashSet<JsonNode>();
    node.forEach(allowed::add);
    return allowed;
  }

  private static Set<String> texts(JsonNode node) {
    var texts = new ArrayList<String>();
    node.forEach(each -> texts.add(each.asText()));
    return new LinkedHashSet<>(texts);
  }

  private static Schema.Range range(JsonNode node, String min, String max) {
    return new Schema.Range(number(node.get(min)), number(node.get(max)));
  }

  private static @Nullable Double number(@Nullable JsonNode node) {
    return node == null ? null : node.doubleValue();
  }
}
