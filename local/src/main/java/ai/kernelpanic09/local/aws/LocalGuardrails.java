package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.GuardrailCharges;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Keeps the guardrails that local endpoints carry, one for each policy and region: made once, and
 * given a new version only when the policy has changed. A guardrail of the same name that local
 * mode has not made is never touched.
 */
final class LocalGuardrails {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_POLLS = 60;
  private static final long POLL_MILLIS = 500;
  private static final String OWNER_TAG = "ai.kernelpanic09.io/cluster";
  private static final String OWNER = "local";
  private static final String HASH_TAG = "ai.kernelpanic09.io/hash";
  private static final int LONGEST_POLICY = 39;

  /** Bedrock keeps twenty of a guardrail. */
  private static final int MOST_VERSIONS = 15;

  private static final int HASH_DIGITS = 32;

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
    var request = request(guardrailName(name), written);
    var hash = hash(request);
    var found = find(guardrailName(name), region, identity);
    var version = found.isMissingNode() ? "" : adopt(found, hash, region, identity);
    String id;
    if (found.isMissingNode()) {
      request.set("tags", tags(hash));
      id =
          call(region, identity, SdkHttpMethod.POST, "/guardrails", request)
              .path("guardrailId")
              .asText();
      version = publish(id, region, identity);
    } else {
      id = found.path("id").asText();
      if (version.isEmpty()) {
        call(region, identity, SdkHttpMethod.PUT, "/guardrails/" + id, request);
        version = publish(id, region, identity);
        // Last, so that what breaks off before it is done again.
        tag(found.path("arn").asText(), hash, region, identity);
      }
    }
    var use = new GuardrailUse(id, version, prices.guardrail(GuardrailCharges.of(policy)));
    made.put(key, use);
    return use;
  }

  static String guardrailName(String policy) {
    return policy.substring(0, Math.min(policy.length(), LONGEST_POLICY)) + "-local";
  }

  private JsonNode find(String name, String region, AwsCredentialsIdentity identity)
      throws IOException {
    var token = "";
    do {
      var page = list(Map.of("maxResults", "100"), token, region, identity);
      for (var each : page.path("guardrails")) {
        if (each.path("name").asText().equals(name)) {
          return each;
        }
      }
      token = page.path("nextToken").asText();
    } while (!token.isEmpty());
    return MissingNode.getInstance();
  }

  /**
   * The version of an existing guardrail that has this content already; empty when there is none.
   *
   * @throws IOException when the guardrail is somebody else's
   */
  private String adopt(JsonNode found, String hash, String region, AwsCredentialsIdentity identity)
      throws IOException {
    var arn = found.path("arn").asText();
    var asked = JSON.createObjectNode().put("resourceARN", arn);
    var owner = "";
    var tagged = "";
    for (var tag :
        call(region, identity, SdkHttpMethod.POST, "/listTagsForResource", asked).path("tags")) {
      switch (tag.path("key").asText()) {
        case OWNER_TAG -> owner = tag.path("value").asText();
        case HASH_TAG -> tagged = tag.path("value").asText();
        default -> {}
      }
    }
    if (!owner.equals(OWNER)) {
      throw new IOException(
          "the account has a guardrail "
              + found.path("name").asText()
              + " that local mode did not make: rename the policy, or that guardrail");
    }
    var versions = versions(found.path("id").asText(), region, identity);
    if (versions.size() >= MOST_VERSIONS) {
      var oldest = Map.of("guardrailVersion", Long.toString(versions.getFirst()));
      var path = "/guardrails/" + found.path("id").asText();
      send(region, identity, SdkHttpMethod.DELETE, path, oldest, null);
    }
    return tagged.equals(hash) && !versions.isEmpty() ? Long.toString(versions.getLast()) : "";
  }

  /** Numbers of the published versions, the oldest first. */
  private List<Long> versions(String id, String region, AwsCredentialsIdentity identity)
      throws IOException {
    var versions = new ArrayList<Long>();
    var query = Map.of("guardrailIdentifier", id, "maxResults", "100");
    for (var each : list(query, "", region, identity).path("guardrails")) {
      var version = each.path("version").asText();
      if (!version.equals("DRAFT")) {
        versions.add(Long.parseLong(version));
      }
    }
    versions.sort(null);
    return versions;
  }

  private String publish(String id, String region, AwsCredentialsIdentity identity)
      throws IOException {
    awaitReady(id, region, identity);
    return call(region, identity, SdkHttpMethod.POST, "/guardrails/" + id, JSON.createObjectNode())
        .path("version")
        .asText();
  }

  private void tag(String arn, String hash, String region, AwsCredentialsIdentity identity)
      throws IOException {
    var request = JSON.createObjectNode().put("resourceARN", arn);
    request.set("tags", tags(hash));
    call(region, identity, SdkHttpMethod.POST, "/tagResource", request);
  }

  private static ArrayNode tags(String hash) {
    var tags = JSON.createArrayNode();
    tags.addObject().put("key", OWNER_TAG).put("value", OWNER);
    tags.addObject().put("key", HASH_TAG).put("value", hash);
    return tags;
  }

  private static String hash(JsonNode request) throws IOException {
    return Sha256.hex(JSON.writeValueAsBytes(request)).substring(0, HASH_DIGITS);
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

  private JsonNode list(
      Map<String, String> query, String token, String region, AwsCredentialsIdentity identity)
      throws IOException {
    var all = new HashMap<>(query);
    if (!token.isEmpty()) {
      all.put("nextToken", token);
    }
    return send(region, identity, SdkHttpMethod.GET, "/guardrails", all, null);
  }

  private JsonNode get(String region, AwsCredentialsIdentity identity, String path)
      throws IOException {
    return send(region, identity, SdkHttpMethod.GET, path, Map.of(), null);
  }

  private JsonNode call(
      String region,
      AwsCredentialsIdentity identity,
      SdkHttpMethod method,
      String path,
      JsonNode body)
      throws IOException {
    return send(region, identity, method, path, Map.of(), JSON.writeValueAsString(body));
  }

  private JsonNode send(
      String region,
      AwsCredentialsIdentity identity,
      SdkHttpMethod method,
      String path,
      Map<String, String> query,
      @Nullable String body)
      throws IOException {
    return JSON.readTree(
        aws.send("bedrock", region, identity, method, path, query, "application/json", body));
  }

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
