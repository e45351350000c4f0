package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/** The rules of a guardrail's configuration that its shapes can't express. */
final class GuardrailConfigRules {
  private static final double MAX_THRESHOLD = 0.99;

  private GuardrailConfigRules() {}

  static void check(JsonObject config) {
    if (config.fieldNames().stream().noneMatch(n -> n.endsWith("PolicyConfig"))) {
      throw AwsError.validation(
          "A guardrail must have at least one policy. Add a policy and try again.");
    }
    var content = config.getJsonObject("contentPolicyConfig", new JsonObject());
    for (var filter : elements(content, "filtersConfig")) {
      if (filter.getString("type").equals("PROMPT_ATTACK")
          && !filter.getString("outputStrength").equals("NONE")) {
        throw AwsError.validation(
            "Invalid content filter configuration: outputStrength for the PROMPT_ATTACK filter must be NONE.");
      }
    }
    unique(elements(content, "filtersConfig"), "type", "content filter");
    var topics = config.getJsonObject("topicPolicyConfig", new JsonObject());
    unique(elements(topics, "topicsConfig"), "name", "topic");
    var sensitive = config.getJsonObject("sensitiveInformationPolicyConfig", new JsonObject());
    unique(elements(sensitive, "piiEntitiesConfig"), "type", "PII entity");
    unique(elements(sensitive, "regexesConfig"), "name", "regex");
    for (var regex : elements(sensitive, "regexesConfig")) {
      try {
        Pattern.compile(regex.getString("pattern"));
      } catch (PatternSyntaxException e) {
        throw AwsError.validation("Invalid regex pattern: " + regex.getString("name"));
      }
    }
    var grounding = config.getJsonObject("contextualGroundingPolicyConfig", new JsonObject());
    for (var filter : elements(grounding, "filtersConfig")) {
      if (filter.getDouble("threshold") > MAX_THRESHOLD) {
        throw AwsError.validation(
            "The threshold of a contextual grounding filter must be at most 0.99.");
      }
    }
    for (var policy : List.of(content, topics, grounding)) {
      if (policy
              .getJsonObject("tierConfig", new JsonObject())
              .getString("tierName", "")
              .equals("STANDARD")
          && !config.containsKey("crossRegionConfig")) {
        throw AwsError.validation("The STANDARD tier requires a crossRegionConfig.");
      }
    }
  }

  static List<JsonObject> elements(JsonObject policy, String name) {
    var array = policy.getJsonArray(name, new JsonArray());
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }

  private static void unique(List<JsonObject> elements, String key, String what) {
    var seen = new HashSet<String>();
    for (var element : elements) {
      if (!seen.add(element.getString(key))) {
        throw AwsError.validation("Duplicate %s: %s".formatted(what, element.getString(key)));
      }
    }
  }
}
