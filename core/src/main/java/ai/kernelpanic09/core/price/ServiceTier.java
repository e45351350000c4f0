package ai.kernelpanic09.core.price;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Bedrock's service tiers, by AWS's own words.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ServiceTier.html">ServiceTier</a>
 */
public enum ServiceTier {
  /** The tier of calls that name none. */
  @JsonProperty("default")
  DEFAULT("default"),
  /** Served before others, at a higher price. */
  @JsonProperty("priority")
  PRIORITY("priority"),
  /** Served after others, at a lower price. */
  @JsonProperty("flex")
  FLEX("flex"),
  /** Served from capacity that was bought ahead; calls beyond it are served as of the default. */
  @JsonProperty("reserved")
  RESERVED("reserved");

  private final String word;

  ServiceTier(String word) {
    this.word = word;
  }

  /** The tier's name in requests and in the price table. */
  public String word() {
    return word;
  }

  /**
   * @throws IllegalArgumentException when there is no such tier
   */
  static ServiceTier of(String word) {
    for (var each : values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no service tier '" + word + "'");
  }
}
