package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.verdict.Warnings;
import java.util.List;
import java.util.Map;

/**
 * Points the SDKs of model providers at the sidecar, which serves their APIs: by an address, and by
 * a key, for they refuse to start without one.
 *
 * @param prefixes of the variables that the provider's SDKs read
 * @param url the variable of the address
 * @param path of the API on the sidecar
 * @param key the variable of the key
 * @param otherUrls variables of the sidecar's own address, for SDKs of the provider that read them
 */
record ProviderVariables(
    List<String> prefixes, String url, String path, String key, List<String> otherUrls) {

  /** Anthropic's client for Bedrock does not read the variables of AWS's own SDKs. */
  static final String ANTHROPIC_BEDROCK_URL = "ANTHROPIC_BEDROCK_BASE_URL";

  /** A key that proves nothing, and is valid nowhere. */
  static final String PLACEHOLDER = "k8s-ai-sidecar";

  /** OpenAI's SDK for Azure does not start where both addresses are set. */
  private static final ProviderVariables OPENAI =
      new ProviderVariables(
          List.of("OPENAI_", "AZURE_OPENAI_"),
          "OPENAI_BASE_URL",
          "/v1",
          "OPENAI_API_KEY",
          List.of());

  private static final ProviderVariables ANTHROPIC =
      new ProviderVariables(
          List.of("ANTHROPIC_"),
          "ANTHROPIC_BASE_URL",
          "",
          "ANTHROPIC_API_KEY",
          List.of(ANTHROPIC_BEDROCK_URL));

  static final List<ProviderVariables> ALL = List.of(OPENAI, ANTHROPIC);

  /**
   * Adds the variables, unless the container sets any that the provider's SDKs read: an app's own
   * key must not go to the sidecar, nor the placeholder to the provider.
   *
   * @param own names of the variables that the container sets
   * @param forced whether the pod asks for the variables by annotation
   */
  void add(
      Map<String, String> wanted,
      String container,
      List<String> own,
      boolean forced,
      Warnings warnings) {
    var chosen = own.stream().filter(this::isOfProvider).findFirst();
    if (chosen.isEmpty()) {
      wanted.put(url, EndpointPlan.SIDECAR_URL + path);
      wanted.put(key, PLACEHOLDER);
      otherUrls.forEach(each -> wanted.put(each, EndpointPlan.SIDECAR_URL));
    } else if (forced) {
      warnings.add(
          "container "
              + Warnings.shortened(container, 30)
              + " sets "
              + Warnings.shortened(chosen.get(), 40)
              + ": no "
              + url);
    }
  }

  private boolean isOfProvider(String variable) {
    return prefixes.stream().anyMatch(variable::startsWith);
  }
}
