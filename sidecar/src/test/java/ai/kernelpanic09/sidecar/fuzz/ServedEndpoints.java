package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.simulator.bill.Tariff;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints of a sidecar, at the prices by which the simulator bills. */
final class ServedEndpoints {

  private static final Tariff TARIFF = new Tariff();
  private static final long MILLION = 1_000_000;
  private static final Money DAILY = Money.parse("1000000.00");

  private ServedEndpoints() {}

  /** One of each family of models, and one more whose calls carry a guardrail. */
  static List<DeskEndpoint> of(String bedrockUrl, String guardrail) {
    var use =
        new GuardrailUse(
            guardrail,
            "1",
            PriceBook.embedded()
                .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION)),
            true);
    return List.of(
        haiku(bedrockUrl),
        endpoint(bedrockUrl, "guarded", FuzzEndpoints.OLD_HAIKU, use),
        endpoint(bedrockUrl, "nova", FuzzEndpoints.NOVA, null),
        endpoint(bedrockUrl, "llama", FuzzEndpoints.LLAMA, null),
        endpoint(bedrockUrl, "mistral", FuzzEndpoints.MISTRAL, null),
        endpoint(bedrockUrl, "titan", FuzzEndpoints.TITAN, null),
        endpoint(bedrockUrl, "titan-embed", FuzzEndpoints.TITAN_EMBED, null),
        endpoint(bedrockUrl, "cohere-embed", FuzzEndpoints.COHERE_EMBED, null),
        endpoint(bedrockUrl, "nova-embed", FuzzEndpoints.NOVA_EMBED, null),
        endpoint(bedrockUrl, "unknown", FuzzEndpoints.UNKNOWN, null));
  }

  static DeskEndpoint haiku(String bedrockUrl) {
    return endpoint(bedrockUrl, TestEndpoint.HAIKU.name(), FuzzEndpoints.HAIKU, null);
  }

  private static DeskEndpoint endpoint(
      String bedrockUrl, String name, String model, @Nullable GuardrailUse guardrail) {
    var bounds = PriceBook.embedded().find(FuzzEndpoints.HAIKU, "us-east-1").orElseThrow().bounds();
    return new DeskEndpoint(
        new EndpointName(TestEndpoint.HAIKU.namespace(), name),
        new EndpointLimits(
            "r1",
            model,
            "us-east-1",
            bedrockUrl,
            64,
            price(model),
            null,
            bounds,
            guardrail,
            null,
            null,
            null,
            true,
            6 << 20,
            List.of(),
            List.of(),
            CallTimeouts.DEFAULT),
        new BudgetTerms(DAILY, null, ZoneOffset.UTC, true, null, null));
  }

  private static ModelPrice price(String model) {
    return new ModelPrice(
        priceOf(model, new TokenUsage(MILLION, 0, 0, 0, 0)),
        priceOf(model, new TokenUsage(0, MILLION, 0, 0, 0)),
        cachePrice(model, new TokenUsage(0, 0, MILLION, 0, 0)),
        cachePrice(model, new TokenUsage(0, 0, 0, MILLION, 0)),
        cachePrice(model, new TokenUsage(0, 0, 0, 0, MILLION)));
  }

  private static Money priceOf(String model, TokenUsage million) {
    return Money.ofNanoDollars(TARIFF.tokensNanoDollars(model, million));
  }

  private static @Nullable Money cachePrice(String model, TokenUsage million) {
    try {
      return priceOf(model, million);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
