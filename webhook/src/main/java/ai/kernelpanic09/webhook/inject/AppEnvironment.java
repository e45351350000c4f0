package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.webhook.inject.PodIntent.SdkEnv;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gives the app's containers the variables by which they find the endpoint.
 *
 * <p>An app that really talks to OpenAI must never be hijacked with its key: variables come in
 * pairs, a pair as a whole, and only where the container sets nothing of the same family.
 */
final class AppEnvironment {

  static final String URL = "MODEL_ENDPOINT_URL";
  static final String NAME = "MODEL_ENDPOINT_NAME";

  /** No secret: it only keeps SDKs from refusing to start without a key. */
  static final String PLACEHOLDER = "k8s-ai-sidecar";

  private static final Set<String> KEYS =
      Set.of(
          "OPENAI_API_KEY",
          "ANTHROPIC_API_KEY",
          "AWS_BEARER_TOKEN_BEDROCK",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY");

  private static final Set<String> URLS =
      Set.of(URL, "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");

  private static final Set<String> AWS_CREDENTIALS =
      Set.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE",
          "AWS_ROLE_ARN",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CONFIG_FILE");

  private enum Family {
    OPENAI,
    ANTHROPIC,
    BEDROCK
  }

  private final String url;
  private final String endpointName;
  private final SdkEnv sdkEnv;
  private final Warnings warnings;
  private final Map<String, List<String>> added = new TreeMap<>();

  AppEnvironment(String url, String endpointName, SdkEnv sdkEnv, Warnings warnings) {
    this.url = url;
    this.endpointName = endpointName;
    this.sdkEnv = sdkEnv;
    this.warnings = warnings;
  }

  /**
   * Adds the variables in front of the container's own, whose values may then refer to them.
   *
   * @param container without former additions
   * @param live the same container as it came; its list is kept if it carries the same already
   */
  void addTo(ObjectNode container, JsonNode live, List<String> addedBefore) {
    var name = PodTree.name(container);
    var wanted = wanted(container, name);
    added.put(name, List.copyOf(wanted.keySet()));
    if (carries(live.path("env"), addedBefore, wanted)) {
      container.set("env", live.path("env").deepCopy());
      return;
    }
    var own = container.get("env") instanceof ArrayNode list ? list.deepCopy() : null;
    var env = container.putArray("env");
    wanted.forEach((key, value) -> env.addObject().put("name", key).put("value", value));
    if (own != null) {
      env.addAll(own);
    }
  }

  /** Names of the variables added so far, by container. */
  Map<String, List<String>> added() {
    return added;
  }

  /** Takes former additions away, but nothing that somebody has changed since. */
  static void strip(ObjectNode container, List<String> addedBefore) {
    PodTree.removeFrom(container, "env", variable -> isFormer(variable, addedBefore));
  }

  private static boolean isFormer(JsonNode variable, List<String> addedBefore) {
    var name = PodTree.name(variable);
    var value = variable.path("value").asText();
    if (!addedBefore.contains(name)) {
      return false;
    }
    return name.equals(NAME)
        || (KEYS.contains(name) && value.equals(PLACEHOLDER))
        || (URLS.contains(name)
            && (value.startsWith("http://localhost:8090") || value.startsWith("http://model-")));
  }

  private static boolean carries(
      JsonNode env, List<String> addedBefore, Map<String, String> wanted) {
    var present = new ArrayList<Map.Entry<String, String>>();
    for (var variable : env) {
      if (isFormer(variable, addedBefore)) {
        present.add(Map.entry(PodTree.name(variable), variable.path("value").asText()));
      }
    }
    return present.equals(List.copyOf(wanted.entrySet()));
  }

  private Map<String, String> wanted(JsonNode container, String name) {
    var own = PodTree.stream(container.path("env")).map(PodTree::name).toList();
    var wanted = new LinkedHashMap<String, String>();
    if (own.contains(URL)) {
      warnings.add("container " + name + " sets " + URL + " itself: left as it is");
    } else {
      wanted.put(URL, url);
    }
    if (!own.contains(NAME)) {
      wanted.put(NAME, endpointName);
    }
    if (mayHaveSdkVariables(container, name)) {
      for (var family : Family.values()) {
        addPair(family, own, name, wanted);
      }
    }
    return wanted;
  }

  private boolean mayHaveSdkVariables(JsonNode container, String name) {
    if (sdkEnv == SdkEnv.OFF) {
      return false;
    }
    if (container.path("envFrom").isEmpty()) {
      return true;
    }
    if (sdkEnv == SdkEnv.FORCE) {
      warnings.add(
          "container " + name + ": sdk-env=force: SDK variables override those of envFrom");
      return true;
    }
    warnings.add("container " + name + " has envFrom: no SDK variables set (sdk-env: force sets)");
    return false;
  }

  private void addPair(Family family, List<String> own, String name, Map<String, String> wanted) {
    if (own.stream().anyMatch(variable -> isOf(family, variable))) {
      if (sdkEnv == SdkEnv.AWS_KEYS && family == Family.BEDROCK) {
        warnings.add("container " + name + " has AWS variables of its own: aws-keys adds none");
      }
      return;
    }
    switch (family) {
      case OPENAI -> {
        wanted.put("OPENAI_BASE_URL", url + "/v1");
        wanted.put("OPENAI_API_KEY", PLACEHOLDER);
      }
      case ANTHROPIC -> {
        wanted.put("ANTHROPIC_BASE_URL", url);
        wanted.put("ANTHROPIC_API_KEY", PLACEHOLDER);
      }
      case BEDROCK -> {
        wanted.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url);
        if (sdkEnv == SdkEnv.AWS_KEYS) {
          wanted.put("AWS_ACCESS_KEY_ID", PLACEHOLDER);
          wanted.put("AWS_SECRET_ACCESS_KEY", PLACEHOLDER);
        } else {
          wanted.put("AWS_BEARER_TOKEN_BEDROCK", PLACEHOLDER);
        }
      }
    }
  }

  /** With placeholder keys, an identity of the app's own belongs to the family: they'd hide it. */
  private boolean isOf(Family family, String variable) {
    return switch (family) {
      case OPENAI -> variable.startsWith("OPENAI_") || variable.startsWith("AZURE_OPENAI_");
      case ANTHROPIC -> variable.startsWith("ANTHROPIC_");
      case BEDROCK ->
          variable.equals("AWS_ENDPOINT_URL")
              || variable.equals("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
              || variable.startsWith("AWS_ENDPOINT_URL_BEDROCK")
              || variable.equals("AWS_BEARER_TOKEN_BEDROCK")
              || (sdkEnv == SdkEnv.AWS_KEYS && AWS_CREDENTIALS.contains(variable));
    };
  }
}
