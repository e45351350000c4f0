package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.sidecar.json.JsonMembers;

/** Models whose bodies have one form. */
public enum Family {
  CLAUDE,
  NOVA,
  LLAMA,
  MISTRAL,
  TITAN_TEXT,
  TITAN_EMBED,
  TITAN_EMBED_IMAGE,
  COHERE_EMBED,
  NOVA_EMBED,
  /** Models whose bodies are not known here. */
  OTHER;

  /**
   * The family of a model; where its id does not show it, the form that only one family has.
   *
   * @param modelId in any of the forms that Bedrock takes
   */
  static Family of(String modelId, JsonMembers body) {
    try {
      var id = ModelIds.parse(modelId);
      return switch (id.kind()) {
        case FOUNDATION_MODEL, INFERENCE_PROFILE -> ofName(id.name(), body);
        default -> ofBody(body);
      };
    } catch (IllegalArgumentException e) {
      return ofBody(body);
    }
  }

  /** The family of a model by its id alone; {@link #OTHER} where that does not show it. */
  static Family ofModel(String modelId) {
    return of(modelId, JsonMembers.NONE);
  }

  private static Family ofName(String name, JsonMembers body) {
    if (name.startsWith("anthropic.")) {
      return CLAUDE;
    } else if (name.startsWith("amazon.nova-") && name.contains("embed")) {
      return NOVA_EMBED;
    } else if (name.startsWith("amazon.nova-")) {
      return NOVA;
    } else if (name.startsWith("meta.llama")) {
      return LLAMA;
    } else if (name.startsWith("mistral.") && body.has("prompt")) {
      return MISTRAL;
    } else if (name.startsWith("amazon.titan-embed-text")
        || name.startsWith("amazon.titan-embed-g1")) {
      return TITAN_EMBED;
    } else if (name.startsWith("amazon.titan-embed-image")) {
      return TITAN_EMBED_IMAGE;
    } else if (name.startsWith("amazon.titan-text") || name.startsWith("amazon.titan-tg1")) {
      return TITAN_TEXT;
    } else if (name.startsWith("cohere.embed")) {
      return COHERE_EMBED;
    }
    return OTHER;
  }

  private static Family ofBody(JsonMembers body) {
    if (body.has("anthropic_version")) {
      return CLAUDE;
    } else if (body.has("singleEmbeddingParams")) {
      return NOVA_EMBED;
    }
    return OTHER;
  }

  /** Whether the models answer with vectors, for which nothing is generated. */
  boolean embeds() {
    return switch (this) {
      case TITAN_EMBED, TITAN_EMBED_IMAGE, COHERE_EMBED, NOVA_EMBED -> true;
      case CLAUDE, NOVA, LLAMA, MISTRAL, TITAN_TEXT, OTHER -> false;
    };
  }

  /** Whether it is known what stands where in their bodies. */
  boolean isKnown() {
    return this != OTHER;
  }
}
