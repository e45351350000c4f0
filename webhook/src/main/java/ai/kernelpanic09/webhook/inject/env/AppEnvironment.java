package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.inject.plan.PodIntent.SdkEnv;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.Warnings;
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
 * <p>An SDK's variables are set only if the sidecar serves the API that the SDK calls and the
 * container sets no variable of the same family: an app that really calls a provider must not send
 * its key to the sidecar.
 */
public final class AppEnvironment {

  static final String URL = "MODEL_ENDPOINT_URL";
  static final String NAME = "MODEL_ENDPOINT_NAME";

  /** Keys that are placeholders; those of AWS were set by earlier versions of the webhook. */
  private static final Set<String> KEYS =
      Set.of(
          "OPENAI_API_KEY",
          "ANTHROPIC_API_KEY",
          "AWS_BEARER_TOKEN_BEDROCK",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY");

  private static final Set<String> URLS =
      Set.of(
          URL,
          AwsVariables.ENDPOINT,
          AwsVariables.CREDENTIALS,
          "OPENAI_BASE_URL",
          "ANTHROPIC_BASE_URL",
          ProviderVariables.ANTHROPIC_BEDROCK_URL);

  private final EndpointPlan plan;
  private final String endpointName;
  private final SdkEnv sdkEnv;
  private final AwsFacts aws;
  private final Warnings warnings;
  private final Map<String, List<String>> added = new TreeMap<>();

  public AppEnvironment(
      EndpointPlan plan, String endpointName, SdkEnv sdkEnv, AwsFacts aws, Warnings warnings) {
    this.plan = plan;
    this.endpointName = endpointName;
    this.sdkEnv = sdkEnv;
    this.aws = aws;
    this.warnings = warnings;
  }

  /**
   * Adds the variables in front of the container's own, whose values may then refer to them.
   *
   * @param container stripped of former additions; changed in place
   * @param live the same container in the request; its list is kept if it has these additions
   *     already
   * @param addedBefore names of the variables that a former injection added
   */
  public void addTo(ObjectNode container, JsonNode live, List<String> addedBefore) {
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
  public Map<String, List<String>> added() {
    return added;
  }

  /**
   * Removes the variables that a former injection added. One whose value was changed since stays,
   * except {@link #NAME}.
   */
  public static void strip(ObjectNode container, List<String> addedBefore) {
    PodTree.removeFrom(container, "env", variable -> isFormer(variable, addedBefore));
  }

  private static boolean isFormer(JsonNode variable, List<String> addedBefore) {
    var name = PodTree.name(variable);
    var value = variable.path("value").asText();
    if (!addedBefore.contains(name)) {
      return false;
    }
    return name.equals(NAME)
        || (KEYS.contains(name) && value.equals(ProviderVariables.PLACEHOLDER))
        || (AwsVariables.REGIONS.contains(name) && value.equals(AwsVariables.REGION))
        || (URLS.contains(name)
            && (value.startsWith(EndpointPlan.SIDECAR_URL) || value.startsWith("http://model-")));
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
      wanted.put(URL, plan.url());
    }
    if (!own.contains(NAME)) {
      wanted.put(NAME, endpointName);
    }
    if (mayHaveSdkVariables(container, name)) {
      AwsVariables.add(wanted, name, own, sdkEnv == SdkEnv.AWS_CREDENTIALS, aws, warnings);
      for (var each : ProviderVariables.ALL) {
        each.add(wanted, name, own, sdkEnv == SdkEnv.FORCE, warnings);
      }
    }
    return wanted;
  }

  private boolean mayHaveSdkVariables(JsonNode container, String name) {
    // A signed request must stay in the pod: the connection to the gateway has no TLS.
    if (sdkEnv == SdkEnv.OFF || !plan.urlIsSidecar()) {
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
}
