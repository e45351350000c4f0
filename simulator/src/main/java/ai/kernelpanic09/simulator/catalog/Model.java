package ai.kernelpanic09.simulator.catalog;

import java.util.List;
import java.util.Set;

/**
 * A foundation model.
 *
 * @param dialect the form of its InvokeModel bodies
 * @param cacheMinimumTokens the shortest prefix that prompt caching keeps; 0 when it has no caching
 * @param onDemandRegions where the bare id may be invoked
 * @param profiles the geographies in which it has system-defined inference profiles
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
    Set<String> profiles) {

  /** The families of InvokeModel bodies. */
  public enum Dialect {
    ANTHROPIC,
    NOVA,
    TITAN_EMBED,
    CONVERSE
  }

  /** The ARN in one region; models belong to no account. */
  public String arn(String partition, String region) {
    return "arn:%s:bedrock:%s::foundation-model/%s".formatted(partition, region, id);
  }
}
