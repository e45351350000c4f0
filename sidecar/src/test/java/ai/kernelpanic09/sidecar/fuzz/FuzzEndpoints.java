package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Endpoints of models of all families, with and without a guardrail. */
final class FuzzEndpoints {

  static final String HAIKU = TestEndpoint.MODEL;
  static final String OLD_HAIKU = "anthropic.claude-3-haiku-20240307-v1:0";
  static final String NOVA = "us.amazon.nova-lite-v1:0";
  static final String LLAMA = "us.meta.llama3-1-8b-instruct-v1:0";
  static final String MISTRAL = "mistral.mistral-7b-instruct-v0:2";
  static final String TITAN = "amazon.titan-text-express-v1";
  static final String TITAN_EMBED = "amazon.titan-embed-text-v2:0";
  static final String COHERE_EMBED = "cohere.embed-english-v3";
  static final String NOVA_EMBED = "amazon.nova-2-multimodal-embeddings-v1:0";

  /** One whose body has no form that is known. */
  static final String UNKNOWN = "us.deepseek.r1-v1:0";

  private static final PriceBook PRICES = PriceBook.embedded();

  static final List<Revision> ALL =
      of(
          HAIKU,
          "us.anthropic.claude-sonnet-4-6",
          OLD_HAIKU,
          NOVA,
          LLAMA,
          "openai.gpt-oss-20b-1:0",
          "mistral.mistral-large-3-675b-instruct");

  private FuzzEndpoints() {}

  static List<Revision> of(String... models) {
    return Stream.of(models)
        .flatMap(model -> Stream.of(revision(model, null), revision(model, TestEndpoint.GUARDRAIL)))
        .toList();
  }

  static List<Revision> guarded(String model) {
    return List.of(revision(model, TestEndpoint.GUARDRAIL));
  }

  /** An endpoint of a model; where the price book does not know it, at the price of another. */
  private static Revision revision(String model, @Nullable GuardrailUse guardrail) {
    var priced =
        PRICES.find(model, "us-east-1").or(() -> PRICES.find(OLD_HAIKU, "us-east-1")).orElseThrow();
    return new Revision(
        TestEndpoint.HAIKU,
        new EndpointLimits(
            "r1",
            model,
            "us-east-1",
            null,
            4_096,
            priced.dearest(),
            priced.tariff(),
            priced.bounds(),
            guardrail,
            null,
            null,
            null,
            true,
            6 << 20,
            List.of(),
            List.of(),
            CallTimeouts.DEFAULT));
  }
}
