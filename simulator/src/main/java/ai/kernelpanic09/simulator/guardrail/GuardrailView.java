package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.guardrail.Guardrail.Snapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A guardrail as Get and List show it: with other member names than those of its creation, and with
 * the defaults filled in.
 */
final class GuardrailView {
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("topicPolicyConfig", "topicPolicy"),
          Map.entry("topicsConfig", "topics"),
          Map.entry("contentPolicyConfig", "contentPolicy"),
          Map.entry("filtersConfig", "filters"),
          Map.entry("wordPolicyConfig", "wordPolicy"),
          Map.entry("wordsConfig", "words"),
          Map.entry("managedWordListsConfig", "managedWordLists"),
          Map.entry("sensitiveInformationPolicyConfig", "sensitiveInformationPolicy"),
          Map.entry("piiEntitiesConfig", "piiEntities"),
          Map.entry("regexesConfig", "regexes"),
          Map.entry("contextualGroundingPolicyConfig", "contextualGroundingPolicy"),
          Map.entry("automatedReasoningPolicyConfig", "automatedReasoningPolicy"),
          Map.entry("tierConfig", "tier"));

  private GuardrailView() {}

  static JsonObject full(Guardrail guardrail, String version, Snapshot snapshot, Instant now) {
    var config = snapshot.config();
    var json =
        new JsonObject()
            .put("name", config.getString("name"))
            .put("guardrailId", guardrail.id)
            .put("guardrailArn", guardrail.arn)
            .put("version", version)
            .put("status", snapshot.status(now))
            .put("createdAt", time(snapshot.createdAt()))
            .put("updatedAt", time(snapshot.updatedAt()))
            .put("statusReasons", new JsonArray())
            .put("failureRecommendations", new JsonArray())
            .put("blockedInputMessaging", config.getString("blockedInputMessaging"))
            .put("blockedOutputsMessaging", config.getString("blockedOutputsMessaging"));
    if (config.containsKey("description")) {
      json.put("description", config.getString("description"));
    }
    for (var name : config.fieldNames()) {
      if (name.endsWith("PolicyConfig")) {
        json.put(RENAMED.get(name), policy(name, config.getJsonObject(name)));
      }
    }
    crossRegion(guardrail, config, json);
    return json;
  }

  static JsonObject summary(Guardrail guardrail, String version, Snapshot snapshot, Instant now) {
    var json =
        new JsonObject()
            .put("id", guardrail.id)
            .put("arn", guardrail.arn)
            .put("status", snapshot.status(now))
            .put("name", snapshot.config().getString("name"))
            .put("version", version)
            .put("createdAt", time(snapshot.createdAt()))
            .put("updatedAt", time(snapshot.updatedAt()));
    if (snapshot.config().containsKey("description")) {
      json.put("description", snapshot.config().getString("description"));
    }
    crossRegion(guardrail, snapshot.config(), json);
    return json;
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static JsonObject policy(String policyName, JsonObject policy) {
    var json = new JsonObject();
    for (var name : policy.fieldNames()) {
      if (policy.getValue(name) instanceof JsonArray) {
        var array = new JsonArray();
        if (name.equals("policies")) {
          array = policy.getJsonArray(name);
        } else {
          for (var element : GuardrailConfigRules.elements(policy, name)) {
            array.add(withDefaults(policyName, element));
          }
        }
        json.put(RENAMED.getOrDefault(name, name), array);
      } else {
        json.put(RENAMED.getOrDefault(name, name), policy.getValue(name));
      }
    }
    if ((policyName.startsWith("topic") || policyName.startsWith("cont"))
        && !json.containsKey("tier")) {
      json.put("tier", new JsonObject().put("tierName", "CLASSIC"));
    }
    return json;
  }

  private static JsonObject withDefaults(String policyName, JsonObject element) {
    var json = new JsonObject();
    var action = element.getString("action", "BLOCK");
    if (policyName.startsWith("contextual")) {
      json.put("action", action).put("enabled", true);
    } else {
      json.put("inputAction", action)
          .put("outputAction", action)
          .put("inputEnabled", true)
          .put("outputEnabled", true);
    }
    if (policyName.startsWith("content")) {
      json.put("inputModalities", new JsonArray().add("TEXT"))
          .put("outputModalities", new JsonArray().add("TEXT"));
    }
    return json.mergeIn(element);
  }

  private static void crossRegion(Guardrail guardrail, JsonObject config, JsonObject json) {
    var cross = config.getJsonObject("crossRegionConfig");
    if (cross != null) {
      var id = cross.getString("guardrailProfileIdentifier");
      var name = id.substring(id.lastIndexOf('/') + 1);
      json.put(
          "crossRegionDetails",
          new JsonObject()
              .put("guardrailProfileId", name)
              .put(
                  "guardrailProfileArn",
                  guardrail.arn.substring(0, guardrail.arn.lastIndexOf(':') + 1)
                      + "guardrail-profile/"
                      + name));
    }
  }
}
