package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluates the rules of a schema and of all below it, for a value of the right shape. */
final class RuleCheck {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Problem> problems = new ArrayList<>();

  private RuleCheck() {}

  /** The problems that the rules find, in the order of the schema. */
  static List<Problem> problems(Schema schema, JsonNode value, String path) {
    var check = new RuleCheck();
    check.check(schema, value, path);
    return check.problems;
  }

  private void check(Schema schema, JsonNode value, String path) {
    for (var rule : schema.rules()) {
      if (!holds(rule, value)) {
        var at = path + rule.field();
        problems.add(new Problem(at.startsWith(".") ? at.substring(1) : at, rule.message()));
      }
    }
    schema
        .properties()
        .forEach(
            (name, below) -> {
              if (value.has(name)) {
                check(below, value.get(name), path + "." + name);
              }
            });
    var items = schema.items();
    if (items != null) {
      for (var i = 0; i < value.size(); i++) {
        check(items, value.get(i), path + "[" + i + "]");
      }
    }
  }

  /** A rule that can't be evaluated does not hold, as in an API server. */
  private static boolean holds(Rule rule, JsonNode value) {
    try {
      return Boolean.TRUE.equals(rule.program().eval(Map.of("self", plain(value))));
    } catch (CelEvaluationException e) {
      return false;
    }
  }

  /** CEL's integers are 64 bits wide. */
  private static Object plain(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        ((ObjectNode) value).properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<Object>();
        value.forEach(each -> list.add(plain(each)));
        yield list;
      }
      case NUMBER -> value.isIntegralNumber() ? (Object) value.longValue() : value.doubleValue();
      default -> JSON.convertValue(value, Object.class);
    };
  }
}
