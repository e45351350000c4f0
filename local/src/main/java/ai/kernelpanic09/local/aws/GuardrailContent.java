package ai.kernelpanic09.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Turns a policy as it is written into what creating and updating a guardrail take. */
final class GuardrailContent {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BLOCKED = "Your request was blocked by the guardrail policy.";

  private GuardrailContent() {}

  /** The manifest's members under the names that creating and updating have for them. */
  static ObjectNode request(String name, JsonNode written) {
    var request = JSON.createObjectNode();
    request.put("name", name);
    request.put("blockedInputMessaging", written.path("blockedInputMessaging").asText(BLOCKED));
    request.put("blockedOutputsMessaging", written.path("blockedOutputsMessaging").asText(BLOCKED));
    for (var member : List.of("description", "kmsKeyId", "crossRegionConfig")) {
      if (written.hasNonNull(member)) {
        request.set(member, written.get(member));
      }
    }
    policy(request, written, "contentPolicy", "filters");
    policy(request, written, "topicPolicy", "topics");
    policy(request, written, "wordPolicy", "words", "managedWordLists");
    policy(request, written, "sensitiveInformationPolicy", "piiEntities", "regexes");
    policy(request, written, "contextualGroundingPolicy", "filters");
    if (written.hasNonNull("automatedReasoningPolicy")) {
      request.set("automatedReasoningPolicyConfig", written.get("automatedReasoningPolicy"));
    }
    for (var filter : request.path("contentPolicyConfig").path("filtersConfig")) {
      if (filter.path("type").asText().equals("PROMPT_ATTACK")) {
        // The API refuses anything else: answers hold no prompts.
        ((ObjectNode) filter).put("outputStrength", "NONE");
      }
    }
    return request;
  }

  private static void policy(ObjectNode to, JsonNode written, String name, String... lists) {
    var policy = written.path(name);
    if (!policy.isObject()) {
      return;
    }
    var config = to.putObject(name + "Config");
    for (var list : lists) {
      if (!policy.path(list).isEmpty()) {
        config.set(list + "Config", topic(policy.get(list).deepCopy()));
      }
    }
    if (policy.hasNonNull("tier")) {
      config.set("tierConfig", policy.get("tier"));
    }
  }

  private static JsonNode topic(JsonNode list) {
    for (var each : list) {
      if (each.has("definition") && !each.has("type")) {
        ((ObjectNode) each).put("type", "DENY");
      }
    }
    return list;
  }
}
