package ai.kernelpanic09.simulator.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A foundation model.
 *
 * @param dialect the form of its InvokeModel bodies
 * @param cacheMinimumTokens the shortest prefix that prompt caching keeps; 0 when it has no caching
 * @param onDemandRegions where the bare id may be invoked
 * @param profiles the geographies in which it has system-defined inference profiles
 * @param toolPrompt the tokens of the prompt that tools bring
 * @param traits what it can, or refuses, where models differ
 * @param serviceTiers the tiers that it is served in beside the default
 * @param publicExtendedAccessTime from when it costs more, in its legacy period
 */
public record Model(
    String id,
    String name,
    String provider,
    Dialect dialect,
    List<String> inputModalities,
    List<String> outputModalities,
    boolean streaming,
    int contextTokens,
    int maxOutputTokens,
    int cacheMinimumTokens,
    String lifecycle,
    Set<String> regions,
    Set<String> onDemandRegions,
    Set<String> profiles,
    ToolPrompt toolPrompt,
    Set<Trait> traits,
    Set<String> serviceTiers,
    Optional<String> publicExtendedAccessTime) {

  /** The tokens of the hidden prompt of a request with tools. */
  public record ToolPrompt(int auto, int forced) {}

  /** The families of InvokeModel bodies. */
  public enum Dialect {
    ANTHROPIC,
    NOVA,
    LLAMA,
    MISTRAL,
    TITAN_TEXT,
    TITAN_EMBED_V1,
    TITAN_EMBED_V2,
    TITAN_EMBED_IMAGE,
    COHERE_EMBED_V3,
    COHERE_EMBED_V4,
    NOVA_EMBED,
    /** A model whose own bodies the simulator does not know. */
    CONVERSE
  }

  /** What a model can, or refuses, where models differ. */
  public enum Trait {
    TOOLS,
    /** May be told that it must use a tool. */
    FORCED_TOOLS,
    SYSTEM_PROMPT,
    /** Thinks within a budget of tokens. */
    THINKING_BUDGET,
    /** Decides by itself how much to think. */
    ADAPTIVE_THINKING,
    /** Signs its thinking and shows it only as a summary, when asked for one. */
    HIDDEN_THINKING,
    EFFORT,
    /** Refuses temperature together with top_p. */
    ONE_SAMPLER,
    /** Refuses a conversation that ends with the beginning of its answer. */
    NO_PREFILL,
    /** Refuses temperature, top_p and top_k. */
    NO_SAMPLERS,
    JSON_SCHEMA,
    CITATIONS,
    /** Known to CountTokens. */
    TOKEN_COUNT
  }

  /** Whether it answers with vectors. */
  public boolean embeds() {
    return outputModalities.contains("EMBEDDING");
  }

  public boolean can(Trait trait) {
    return traits.contains(trait);
  }

  /** The ARN in one region; models belong to no account. */
  public String arn(String partition, String region) {
    return "arn:%s:bedrock:%s::foundation-model/%s".formatted(partition, region, id);
  }
}
