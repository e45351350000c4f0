package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Creates the guardrails that local endpoints carry, once for each policy and region. */
final class LocalGuardrails {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_POLLS = 60;
  private static final long POLL_MILLIS = 500;
  private static final String BLOCKED = "Your request was blocked by the guardrail policy.";

  private final AwsCalls aws;
  private final PriceBook prices;
  private final Map<String, GuardrailUse> made = new HashMap<>();

  LocalGuardrails(AwsCalls aws, PriceBook prices) {
    this.aws = aws;
    this.prices = prices;
  }

  /**
   * The guardrail of a policy in a region, with a published version.
   *
   * @throws IOException when it can't be created
   */
  GuardrailUse use(
      String name,
      JsonNode written,
      GuardrailPolicySpec policy,
      String region,
      AwsCredentialsIdentity identity)
      throws IOException {
    var key = region + "/" + name;
    var known = made.get(key);
    if (known != null) {
      return known;
    }
    var id = find(name, region, identity);
    if (id.isEmpty()) {
      id =
          call(region, identity, SdkHttpMethod.POST, "/guardrails", request(name, written))
              .path("guardrailId")
              .asText();
    } else {
      call(region, identity, SdkHttpMethod.PUT, "/guardrails/" + id, request(name, written));
    }
    awaitReady(id, region, identity);
    var version =
        call(region, identity, SdkHttpMethod.POST, "/guardrails/" + id, JSON.createObjectNode())
            .path("version")
            .asText();
    var use = new GuardrailUse(id, version, prices.guardrail(charged(policy)));
    made.put(key, use);
    return use;
  }

  private String find(String name, String region, AwsCredentialsIdentity identity)
      throws IOException {
    for (var each : get(region, identity, "/guardrails").path("guardrails")) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    return "";
  }

  private void awaitReady(String id, String region, AwsCredentialsIdentity identity)
      throws IOException {
    for (var i = 0; i < MOST_POLLS; i++) {
      var status = get(region, identity, "/guardrails/" + id).path("status").asText();
      if (status.equals("READY")) {
        return;
      }
      if (status.equals("FAILED")) {
        throw new IOException("guardrail " + id + " failed");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    throw new IOException("guardrail " + id + " is not ready");
  }

  private JsonNode get(String region, AwsCredentialsIdentity identity, String path)
      throws IOException {
    return JSON.readTree(
        aws.send(
            "bedrock",
            region,
            identity,
            SdkHttpMethod.GET,
            path,
            Map.of(),
            "application/json",
            null));
  }

  private JsonNode call(
      String region,
      AwsCredentialsIdentity identity,
      SdkHttpMethod method,
      String path,
      JsonNode body)
      throws IOException {
    return JSON.readTree(
        aws.send(
            "bedrock",
            region,
            identity,
            method,
            path,
            Map.of(),
            "application/json",
            JSON.writeValueAsString(body)));
  }

  /** The manifest's members under the names that creating and updating have for them. */
  static ObjectNode request(String name, JsonNode written) {
    var request = JSON.createObjectNode();
    request.put("name", name);
    request.put("blockedInputMessaging", written.path("blockedInputMessaging").asText(BLOCKED));
    request.put("blockedOutputsMessaging", written.path("blockedOutputsMessaging").asText(BLOCKED));
    if (written.hasNonNull("description")) {
      request.set("description", written.get("description"));
    }
    policy(request, written, "contentPolicy", "filters");
    policy(request, written, "topicPolicy", "topics");
    policy(request, written, "wordPolicy", "words", "managedWordLists");
    policy(request, written, "sensitiveInformationPolicy", "piiEntities", "regexes");
    policy(request, written, "contextualGroundingPolicy", "filters");
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
  }

  private static JsonNode topic(JsonNode list) {
    for (var each : list) {
      if (each.has("definition") && !each.has("type")) {
        ((ObjectNode) each).put("type", "DENY");
      }
    }
    return list;
  }

  private static Set<ChargedPolicy> charged(GuardrailPolicySpec policy) {
    var charged = EnumSet.noneOf(ChargedPolicy.class);
    if (policy.contentPolicy() != null) {
      charged.add(ChargedPolicy.CONTENT);
      charged.add(ChargedPolicy.IMAGE);
    }
    if (policy.topicPolicy() != null) {
      charged.add(ChargedPolicy.TOPICS);
    }
    var sensitive = policy.sensitiveInformationPolicy();
    if (sensitive != null && !sensitive.piiEntities().isEmpty()) {
      charged.add(ChargedPolicy.SENSITIVE_INFORMATION);
    }
    if (policy.contextualGroundingPolicy() != null) {
      charged.add(ChargedPolicy.GROUNDING);
    }
    return charged;
  }
}
