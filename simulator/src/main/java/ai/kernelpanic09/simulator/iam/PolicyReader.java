package ai.kernelpanic09.simulator.iam;

import ai.kernelpanic09.simulator.iam.Condition.Quantifier;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy documents as strictly as IAM does: unknown elements, missing elements and resources
 * that are not ARNs make a policy malformed.
 */
public final class PolicyReader {
  private static final Set<String> ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private PolicyReader() {}

  /** An identity policy or a session policy. */
  public static Policy identity(String json) {
    return read(json, false);
  }

  /** A role's trust policy. */
  public static Policy trust(String json) {
    return read(json, true);
  }

  private static Policy read(String json, boolean trust) {
    JsonObject document;
    try {
      document = new JsonObject(json);
    } catch (DecodeException | ClassCastException e) {
      throw new MalformedPolicyException("Syntax errors in policy.");
    }
    for (var name : document.fieldNames()) {
      if (!Set.of("Version", "Id", "Statement").contains(name)) {
        throw new MalformedPolicyException("Syntax error: unknown element " + name);
      }
    }
    if (!Set.of("2012-10-17", "2008-10-17").contains(document.getValue("Version", "2008-10-17"))) {
      throw new MalformedPolicyException("The policy has an invalid Version.");
    }
    var statements = new ArrayList<PolicyStatement>();
    switch (document.getValue("Statement")) {
      case JsonArray array -> array.forEach(s -> statements.add(statement(s, trust)));
      case JsonObject one -> statements.add(statement(one, trust));
      case null, default -> throw new MalformedPolicyException("Missing required field Statement");
    }
    if (statements.isEmpty()) {
      throw new MalformedPolicyException("Missing required field Statement cannot be empty!");
    }
    return new Policy(List.copyOf(statements));
  }

  private static PolicyStatement statement(Object value, boolean trust) {
    if (!(value instanceof JsonObject json)) {
      throw new MalformedPolicyException("Statement must be an object");
    }
    for (var name : json.fieldNames()) {
      if (!ELEMENTS.contains(name)) {
        throw new MalformedPolicyException("Syntax error: unknown element " + name);
      }
    }
    var effect = json.getValue("Effect");
    if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
      throw new MalformedPolicyException("Invalid effect: " + effect);
    }
    var actions = exactlyOne(json, "Action", "NotAction");
    actions.forEach(PolicyReader::checkAction);
    var resources = List.<String>of("*");
    if (trust) {
      if (json.containsKey("Resource") || json.containsKey("NotResource")) {
        throw new MalformedPolicyException("Has prohibited field Resource");
      }
      if (!json.containsKey("Principal")) {
        throw new MalformedPolicyException("Missing required field Principal");
      }
    } else {
      if (json.containsKey("Principal")) {
        throw new MalformedPolicyException("Policy document should not specify a principal.");
      }
      resources = exactlyOne(json, "Resource", "NotResource");
      resources.forEach(PolicyReader::checkResource);
    }
    return new PolicyStatement(
        "Allow".equals(effect),
        principals(json.getValue("Principal")),
        actions,
        json.containsKey("NotAction"),
        resources,
        json.containsKey("NotResource"),
        conditions(json.getValue("Condition")));
  }

  private static List<String> exactlyOne(JsonObject json, String name, String other) {
    if (json.containsKey(name) == json.containsKey(other)) {
      throw new MalformedPolicyException(
          "Policy statement must contain %s or %s, and not both.".formatted(name, other));
    }
    var values = strings(json.getValue(json.containsKey(name) ? name : other), name);
    if (values.isEmpty()) {
      throw new MalformedPolicyException(
          "Policy statement must contain " + name.toLowerCase(Locale.ROOT) + "s.");
    }
    return values;
  }

  private static void checkAction(String action) {
    if (!action.equals("*") && !action.matches("[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")) {
      throw new MalformedPolicyException(
          "Actions/Conditions must be prefaced by a vendor: " + action);
    }
  }

  private static void checkResource(String resource) {
    if (!resource.equals("*") && !resource.matches("arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")) {
      throw new MalformedPolicyException(
          "Resource %s must be in ARN format or \"*\".".formatted(resource));
    }
  }

  private static Map<String, List<String>> principals(@Nullable Object value) {
    return switch (value) {
      case null -> Map.of();
      case String s when s.equals("*") -> Map.of("AWS", List.of("*"), "Federated", List.of("*"));
      case JsonObject json -> {
        var principals = new LinkedHashMap<String, List<String>>();
        for (var kind : json.fieldNames()) {
          if (!Set.of("AWS", "Federated", "Service").contains(kind)) {
            throw new MalformedPolicyException("Invalid principal in policy: " + kind);
          }
          principals.put(kind, strings(json.getValue(kind), "Principal"));
        }
        yield Map.copyOf(principals);
      }
      default -> throw new MalformedPolicyException("Invalid principal in policy.");
    };
  }

  private static List<Condition> conditions(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonObject operators)) {
      throw new MalformedPolicyException("Condition must be an object");
    }
    var conditions = new ArrayList<Condition>();
    for (var operator : operators.fieldNames()) {
      if (!(operators.getValue(operator) instanceof JsonObject keys)) {
        throw new MalformedPolicyException("Condition operator must hold an object: " + operator);
      }
      for (var key : keys.fieldNames()) {
        conditions.add(condition(operator, key, strings(keys.getValue(key), key)));
      }
    }
    return List.copyOf(conditions);
  }

  private static Condition condition(String operator, String key, List<String> values) {
    var rest = operator;
    var quantifier = Quantifier.NONE;
    if (rest.startsWith("ForAnyValue:")) {
      quantifier = Quantifier.FOR_ANY_VALUE;
    } else if (rest.startsWith("ForAllValues:")) {
      quantifier = Quantifier.FOR_ALL_VALUES;
    }
    rest = rest.substring(rest.indexOf(':') + 1);
    boolean ifExists = rest.endsWith("IfExists");
    if (ifExists) {
      rest = rest.substring(0, rest.length() - "IfExists".length());
    }
    for (var test : Condition.Test.values()) {
      if (test.name().equals(rest)) {
        return new Condition(test, quantifier, ifExists, key, values);
      }
    }
    throw new MalformedPolicyException("Invalid Condition type : " + operator);
  }

  private static List<String> strings(@Nullable Object value, String what) {
    return switch (value) {
      case String s -> List.of(s);
      case Boolean b -> List.of(b.toString());
      case JsonArray array -> {
        var values = new ArrayList<String>();
        for (var element : array) {
          if (!(element instanceof String s)) {
            throw new MalformedPolicyException("Not a string in " + what);
          }
          values.add(s);
        }
        yield List.copyOf(values);
      }
      case null, default -> throw new MalformedPolicyException("Not a string or list: " + what);
    };
  }
}
