package ai.kernelpanic09.core.price;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a model identifier.
 *
 * @param kind which kind of resource it names
 * @param name id of the foundation model, such as {@code anthropic.claude-haiku-4-5-20251001-v1:0};
 *     for kinds that do not show their model, the resource's own id
 * @param profile prefix of a system-defined inference profile, such as {@code us}; else null
 * @param region the region that an ARN names; null for a plain id, and for a model in any region
 * @param account the account that an ARN names; null where there is none
 */
public record ModelId(
    Kind kind,
    String name,
    @Nullable String profile,
    @Nullable String region,
    @Nullable String account) {

  /** The kinds of resources that a model identifier can name. */
  public enum Kind {
    FOUNDATION_MODEL("foundation-model"),
    INFERENCE_PROFILE("inference-profile"),
    APPLICATION_INFERENCE_PROFILE("application-inference-profile"),
    PROVISIONED_MODEL("provisioned-model"),
    IMPORTED_MODEL("imported-model"),
    CUSTOM_MODEL("custom-model"),
    CUSTOM_MODEL_DEPLOYMENT("custom-model-deployment"),
    PROMPT_ROUTER("prompt-router"),
    DEFAULT_PROMPT_ROUTER("default-prompt-router");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** The id of the profile that {@code prefix} names for this model. */
  public String through(String prefix) {
    return prefix + "." + name;
  }
}
