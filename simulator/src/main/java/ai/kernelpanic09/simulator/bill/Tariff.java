package ai.kernelpanic09.simulator.bill;

import ai.kernelpanic09.simulator.wire.Resource;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * The simulator's own price table: integers, nano-dollars per million tokens. It shares no code and
 * no data with the product, because it checks the product's arithmetic.
 */
public final class Tariff {
  private static final long MILLION = 1_000_000;
  private final Map<String, JsonObject> prices = new HashMap<>();
  private final JsonObject guardrail;

  public Tariff() {
    var data = Resource.json(Tariff.class, "prices.json");
    guardrail = data.getJsonObject("guardrail");
    data.getJsonArray("prices")
        .forEach(p -> prices.put(((JsonObject) p).getString("key"), (JsonObject) p));
  }

  /**
   * The cost of tokens, in nano-dollars: for each kind ceil(tokens × price ÷ 10⁶). Where a price
   * steps with the length of the prompt, all tokens of a longer prompt have the higher one.
   *
   * @throws IllegalArgumentException when the model, or a kind that was used, has no price: a model
   *     of the catalogue without a price is an error in the data files
   */
  public long tokensNanoDollars(String priceKey, TokenUsage usage) {
    return tokensNanoDollars(priceKey, "default", usage);
  }

  /**
   * As {@link #tokensNanoDollars(String, TokenUsage)}, in a service tier.
   *
   * @param tier AWS's word for it
   */
  public long tokensNanoDollars(String priceKey, String tier, TokenUsage usage) {
    if (usage.total() == 0) {
      return 0;
    }
    var entry = entry(priceKey, tier, usage.total() - usage.output());
    return part(priceKey, entry, "input", usage.input())
        + part(priceKey, entry, "output", usage.output())
        + part(priceKey, entry, "cacheRead", usage.cacheRead())
        + part(priceKey, entry, "cacheWrite5m", usage.cacheWrite5m())
        + part(priceKey, entry, "cacheWrite1h", usage.cacheWrite1h());
  }

  private JsonObject entry(String priceKey, String tier, long promptTokens) {
    var entry = prices.getOrDefault(priceKey, new JsonObject());
    if (!tier.equals("default")) {
      entry = entry.getJsonObject("tiers", new JsonObject()).getJsonObject(tier, new JsonObject());
    }
    return promptTokens > entry.getLong("promptsAbove", Long.MAX_VALUE)
        ? entry.getJsonObject("then")
        : entry;
  }

  /** The cost of a guardrail's work, in nano-dollars. */
  public long guardrailNanoDollars(GuardrailUsage units) {
    return units.content() * unit("contentPolicyUnits")
        + units.topic() * unit("topicPolicyUnits")
        + units.word() * unit("wordPolicyUnits")
        + units.sensitiveInformation() * unit("sensitiveInformationPolicyUnits")
        + units.sensitiveInformationFree() * unit("sensitiveInformationPolicyFreeUnits")
        + units.grounding() * unit("contextualGroundingPolicyUnits")
        + units.reasoning() * unit("automatedReasoningPolicyUnits")
        + units.images() * unit("contentPolicyImageUnits");
  }

  private long unit(String name) {
    return guardrail.getLong(name);
  }

  private static long part(String priceKey, JsonObject entry, String kind, long tokens) {
    if (tokens == 0) {
      return 0;
    }
    var price = entry.getLong(kind);
    if (price == null) {
      throw new IllegalArgumentException("no price for %s of %s".formatted(kind, priceKey));
    }
    return Math.ceilDiv(Math.multiplyExact(tokens, price), MILLION);
  }
}
