package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.price.ServiceTier;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds endpoints for tests, on a model that the simulator knows. */
public final class TestEndpoint {

  public static final EndpointName HAIKU = new EndpointName("ai-workloads", "claude-haiku");
  public static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

  /**
   * A guardrail that filters content and sensitive information, at 0.15 and 0.10 dollars per 1,000
   * text units.
   */
  public static final GuardrailUse GUARDRAIL =
      new GuardrailUse(
          "gr1",
          "3",
          new GuardrailPrice(
              Money.parse("0.15"),
              Money.ZERO,
              Money.parse("0.10"),
              Money.ZERO,
              Money.ZERO,
              Money.ZERO));

  private final String bedrockUrl;
  private Money daily = Money.parse("10.00");
  private @Nullable Long requestsPerMinute;
  private @Nullable Long tokensPerMinute;
  private @Nullable GuardrailUse guardrail;
  private String model = MODEL;
  private long maxTokens = 4_096;
  private int maxBodyBytes = 6 << 20;
  private boolean cachePriced = true;
  private EndpointName name = HAIKU;
  private ServiceTier tier = ServiceTier.DEFAULT;
  private @Nullable String calling;
  private @Nullable String guardrailPolicy;
  private List<String> fallbacks = List.of();
  private CallTimeouts timeouts = CallTimeouts.DEFAULT;
  private List<EnforcedGuardrail> enforced = List.of();
  private @Nullable String project;

  public TestEndpoint(String bedrockUrl) {
    this.bedrockUrl = bedrockUrl;
  }

  public TestEndpoint daily(String dollars) {
    daily = Money.parse(dollars);
    return this;
  }

  public TestEndpoint requestsPerMinute(long limit) {
    requestsPerMinute = limit;
    return this;
  }

  public TestEndpoint tokensPerMinute(long limit) {
    tokensPerMinute = limit;
    return this;
  }

  public TestEndpoint guardrail(GuardrailUse use) {
    guardrail = use;
    return this;
  }

  /** Adds guardrails to all calls, as the account or its organisation does. */
  public TestEndpoint enforced(EnforcedGuardrail... added) {
    enforced = List.of(added);
    return this;
  }

  /** Puts calls on the bill of a project. */
  public TestEndpoint project(String identifier) {
    project = identifier;
    return this;
  }

  public TestEndpoint model(String id) {
    model = id;
    return this;
  }

  public TestEndpoint maxTokens(long max) {
    maxTokens = max;
    return this;
  }

  public TestEndpoint maxBodyBytes(int max) {
    maxBodyBytes = max;
    return this;
  }

  public TestEndpoint named(EndpointName other) {
    name = other;
    return this;
  }

  public TestEndpoint guardrailPolicy(String policy) {
    guardrailPolicy = policy;
    return this;
  }

  public TestEndpoint fallbacks(String... names) {
    fallbacks = List.of(names);
    return this;
  }

  /** Calls another model, at the same prices. */
  public TestEndpoint calling(String id) {
    calling = id;
    return this;
  }

  /** How long the model may take, in milliseconds. */
  public TestEndpoint timeouts(long firstByte, long betweenEvents, long total) {
    timeouts = new CallTimeouts(firstByte, betweenEvents, total);
    return this;
  }

  /** Leaves the model without a known price for writing to its cache. */
  public TestEndpoint withoutCachePrice() {
    cachePriced = false;
    return this;
  }

  public TestEndpoint tier(ServiceTier named) {
    tier = named;
    return this;
  }

  public DeskEndpoint build() {
    var priced =
        PriceBook.embedded().find(PriceQuery.of(model, "us-east-1").in(tier)).orElseThrow();
    var price = priced.dearest();
    return new DeskEndpoint(
        name,
        new EndpointLimits(
                "r1",
                calling == null ? model : calling,
                "us-east-1",
                bedrockUrl,
                maxTokens,
                cachePriced
                    ? price
                    : new ModelPrice(price.input(), price.output(), null, null, null),
                cachePriced ? priced.tariff() : null,
                priced.bounds(),
                guardrail,
                guardrailPolicy,
                requestsPerMinute,
                tokensPerMinute,
                true,
                maxBodyBytes,
                List.of(),
                fallbacks,
                timeouts,
                List.of(),
                GuardrailPrice.NONE,
                project)
            .enforcing(enforced, PriceBook.embedded().anyGuardrail(), priced.bounds()),
        new BudgetTerms(daily, null, ZoneOffset.UTC, true, requestsPerMinute, tokensPerMinute));
  }
}
