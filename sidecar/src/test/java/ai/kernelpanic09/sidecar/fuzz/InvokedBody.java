package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** What a written body of InvokeModel may differ in from the caller's, and what it holds. */
final class InvokedBody {

  /** Where a body says how much the model may generate. */
  private static final Map<String, String> MAXIMUM =
      Map.of(
          FuzzEndpoints.HAIKU, "/max_tokens",
          FuzzEndpoints.OLD_HAIKU, "/max_tokens",
          FuzzEndpoints.NOVA, "/inferenceConfig/maxTokens",
          FuzzEndpoints.LLAMA, "/max_gen_len",
          FuzzEndpoints.MISTRAL, "/max_tokens",
          FuzzEndpoints.TITAN, "/textGenerationConfig/maxTokenCount");

  private static final Set<String> SAID =
      Set.of("text", "content", "prompt", "inputText", "value", "thinking", "texts");

  private InvokedBody() {}

  /** Fails unless a body went out as it came, but for a maximum that is ours. */
  static void requirePassedOn(JsonNode received, JsonNode written, EndpointLimits limits) {
    var path = MAXIMUM.get(limits.modelId());
    if (path == null || (path.equals("/max_tokens") && !hasForm(received))) {
      assertThat(written).isEqualTo(received);
      return;
    }
    if (written.at(path).isMissingNode()) {
      // Nova's own name of old.
      path = "/inferenceConfig/max_new_tokens";
    }
    var max = written.at(path);
    assertThat(max.isIntegralNumber() && max.canConvertToLong()).isTrue();
    assertThat(max.longValue()).isBetween(0L, limits.maxTokens());
    var slash = path.lastIndexOf('/');
    var expected = received.deepCopy();
    var holder = path.substring(0, slash);
    if (!(expected.at(holder) instanceof ObjectNode)) {
      ((ObjectNode) expected).putObject(holder.substring(1));
    }
    ((ObjectNode) expected.at(holder)).set(path.substring(slash + 1), max);
    assertThat(written).isEqualTo(expected);
  }

  /** Whether it is one of Claude's, or of the old models of Mistral: others have no known form. */
  private static boolean hasForm(JsonNode received) {
    return received.hasNonNull("anthropic_version") || received.hasNonNull("prompt");
  }

  /** Fails when a body counts for less than it holds. */
  static void requireCounted(JsonNode written, CallShape shape) {
    if (!shape.opaque()) {
      assertThat(shape.textBytes()).isGreaterThanOrEqualTo(said("", written));
    }
  }

  private static long said(String name, JsonNode value) {
    if (value.isTextual()) {
      return SAID.contains(name) ? value.asText().getBytes(StandardCharsets.UTF_8).length : 0;
    }
    var bytes = 0L;
    for (var each : value.properties()) {
      bytes += said(each.getKey(), each.getValue());
    }
    if (value.isArray()) {
      for (var each : value) {
        bytes += said(name, each);
      }
    }
    return bytes;
  }
}
