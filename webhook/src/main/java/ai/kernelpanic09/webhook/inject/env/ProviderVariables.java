package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import java.util.List;
import java.util.Map;

/**
 * Points the clients of OpenAI and Anthropic at the sidecar, each with a key that means nothing,
 * for they don't start without one.
 */
final class ProviderVariables {

  static final String OPENAI_URL = "OPENAI_BASE_URL";
  static final String OPENAI_KEY = "OPENAI_API_KEY";
  static final String ANTHROPIC_URL = "ANTHROPIC_BASE_URL";
  static final String ANTHROPIC_KEY = "ANTHROPIC_API_KEY";

  /** Anthropic's client for Bedrock does not read the variables of AWS's own. */
  static final String ANTHROPIC_BEDROCK_URL = "ANTHROPIC_BEDROCK_BASE_URL";

  static final String PLACEHOLDER = "k8s-ai-sidecar";

  private ProviderVariables() {}

  /**
   * Adds each provider's variables as a whole, or none where the container sets one of its own.
   *
   * @param own names of the variables that the container sets
   */
  static void add(Map<String, String> wanted, List<String> own) {
    if (own.stream().noneMatch(ProviderVariables::isOpenAis)) {
      wanted.put(OPENAI_URL, EndpointPlan.SIDECAR_URL + "/v1");
      wanted.put(OPENAI_KEY, PLACEHOLDER);
    }
    if (own.stream().noneMatch(each -> each.startsWith("ANTHROPIC_"))) {
      wanted.put(ANTHROPIC_URL, EndpointPlan.SIDECAR_URL);
      wanted.put(ANTHROPIC_KEY, PLACEHOLDER);
      wanted.put(ANTHROPIC_BEDROCK_URL, EndpointPlan.SIDECAR_URL);
    }
  }

  private static boolean isOpenAis(String variable) {
    return variable.startsWith("OPENAI_") || variable.startsWith("AZURE_OPENAI_");
  }
}
