package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.guardrail.GuardrailContent;
import ai.kernelpanic09.core.guardrail.JsonValue;
import ai.kernelpanic09.core.guardrail.JsonValue.Members;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Bedrock's guardrails of one account and region. Blocks. */
final class AccountGuardrails {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_POLLS = 60;
  private static final long POLL_MILLIS = 500;
  private static final String DRAFT = "DRAFT";

  private final AwsCalls aws;
  private final String region;
  private final AwsCredentialsIdentity identity;

  /** An entry of the list of guardrails. */
  record Summary(String id, String arn, String name) {}

  AccountGuardrails(AwsCalls aws, String region, AwsCredentialsIdentity identity) {
    this.aws = aws;
    this.region = region;
    this.identity = identity;
  }

  /** All guardrails. */
  List<Summary> list() throws AwsException {
    var all = new ArrayList<Summary>();
    var token = "";
    do {
      var page = page(Map.of("maxResults", "100"), token);
      for (var each : page.path("guardrails")) {
        all.add(
            new Summary(
                each.path("id").asText(), each.path("arn").asText(), each.path("name").asText()));
      }
      token = page.path("nextToken").asText();
    } while (!token.isEmpty());
    return all;
  }

  /** A guardrail's published versions, the oldest first. */
  List<String> versions(String id) throws AwsException {
    var versions = new ArrayList<String>();
    for (var each :
        page(Map.of("guardrailIdentifier", id, "maxResults", "100"), "").path("guardrails")) {
      var version = each.path("version").asText();
      if (!version.equals(DRAFT)) {
        versions.add(version);
      }
    }
    versions.sort(Comparator.comparing(Long::valueOf));
    return versions;
  }

  Map<String, String> tags(String arn) throws AwsException {
    var tags = new TreeMap<String, String>();
    var request = Members.ofTexts(Map.of("resourceARN", arn));
    for (var tag : call(SdkHttpMethod.POST, "/listTagsForResource", request).path("tags")) {
      tags.put(tag.path("key").asText(), tag.path("value").asText());
    }
    return tags;
  }

  void tag(String arn, Map<String, String> tags) throws AwsException {
    var request = Members.ofTexts(Map.of("resourceARN", arn)).with("tags", tagList(tags));
    call(SdkHttpMethod.POST, "/tagResource", request);
  }

  /** Creates a guardrail and returns its id. */
  String create(String name, GuardrailContent content, Map<String, String> tags)
      throws AwsException {
    var request = named(name, content).with("tags", tagList(tags));
    return call(SdkHttpMethod.POST, "/guardrails", request).path("guardrailId").asText();
  }

  void update(String id, String name, GuardrailContent content) throws AwsException {
    call(SdkHttpMethod.PUT, "/guardrails/" + id, named(name, content));
  }

  /** Publishes the draft as soon as it is ready, and returns the number of the version. */
  String publish(String id) throws AwsException {
    awaitReady(id);
    return call(SdkHttpMethod.POST, "/guardrails/" + id, Members.ofTexts(Map.of()))
        .path("version")
        .asText();
  }

  /** Deletes a guardrail with all its versions. */
  void delete(String id) throws AwsException {
    send(SdkHttpMethod.DELETE, "/guardrails/" + id, Map.of(), null);
  }

  void deleteVersion(String id, String version) throws AwsException {
    var query = Map.of("guardrailVersion", version);
    send(SdkHttpMethod.DELETE, "/guardrails/" + id, query, null);
  }

  private void awaitReady(String id) throws AwsException {
    for (var i = 0; i < MAX_POLLS; i++) {
      var status =
          send(SdkHttpMethod.GET, "/guardrails/" + id, Map.of(), null).path("status").asText();
      if (status.equals("READY")) {
        return;
      }
      if (status.equals("FAILED")) {
        throw new AwsException("", "Bedrock could not make the guardrail " + id);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AwsException("", "interrupted while the guardrail " + id + " was made");
      }
    }
    throw new AwsException("", "Bedrock has not made the guardrail " + id + " within 30 s");
  }

  private static Members named(String name, GuardrailContent content) {
    return content.members().with("name", new JsonValue.Text(name));
  }

  private static JsonValue tagList(Map<String, String> tags) {
    return new JsonValue.Items(
        tags.entrySet().stream()
            .map(each -> Members.ofTexts(Map.of("key", each.getKey(), "value", each.getValue())))
            .toList());
  }

  private JsonNode page(Map<String, String> query, String token) throws AwsException {
    var all = new HashMap<>(query);
    if (!token.isEmpty()) {
      all.put("nextToken", token);
    }
    return send(SdkHttpMethod.GET, "/guardrails", all, null);
  }

  private JsonNode call(SdkHttpMethod method, String path, Members body) throws AwsException {
    return send(method, path, Map.of(), body.json());
  }

  private JsonNode send(
      SdkHttpMethod method, String path, Map<String, String> query, @Nullable String body)
      throws AwsException {
    var answer =
        aws.send("bedrock", region, identity, method, path, query, "application/json", body);
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new AwsException("", "bedrock " + method + " " + path + " is answered with no JSON");
    }
  }
}
