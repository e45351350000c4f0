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

  private static final PriceBook PRICES = PriceBook.embedded();

  static final List<Revision> ALL =
      Stream.of(
              TestEndpoint.MODEL,
              "us.anthropic.claude-sonnet-4-6",
              "anthropic.claude-3-haiku-20240307-v1:0",
              "us.amazon.nova-lite-v1:0",
              "us.meta.llama3-1-8b-instruct-v1:0",
              "openai.gpt-oss-20b-1:0",
              "mistral.mistral-large-3-675b-instruct")
          .flatMap(model -> Stream.of(revision(model, null), revision(model, guardrail())))
          .toList();

  private FuzzEndpoints() {}

  private static GuardrailUse guardrail() {
    return TestEndpoint.GUARDRAIL;
  }

  private static Revision revision(String model, @Nullable GuardrailUse guardrail) {
    var priced = PRICES.find(model, "us-east-1").orElseThrow();
    return new Revision(
        TestEndpoint.HAIKU,
        new EndpointLimits(
            "r1",
            model,
            "us-east-1",
            null,
            4_096,
            priced.price(),
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
