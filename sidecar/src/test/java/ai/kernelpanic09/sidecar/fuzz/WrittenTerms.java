package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the terms of a call that is sent are ours, whatever its caller has written. */
final class WrittenTerms {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Members of requests whose own members decide about money or the guardrail. */
  private static final Set<String> WITHOUT_TWINS =
      Set.of(
          "inferenceConfig",
          "guardrailConfig",
          "requestMetadata",
          "toolConfig",
          "outputConfig",
          "textGenerationConfig");

  private static final List<String> LABEL =
      List.of("endpoint", "workload", "window", "call", "request");

  private WrittenTerms() {}

  /** Fails unless the terms of a request of Converse are ours, and stand there once. */
  static void requireOurs(byte[] bytes, JsonNode tree, Revision revision) throws IOException {
    requireNoTwins(bytes);
    var limits = revision.limits();
    var max = tree.at("/inferenceConfig/maxTokens");
    assertThat(max.isIntegralNumber() && max.canConvertToLong()).isTrue();
    assertThat(max.longValue()).isBetween(1L, limits.maxTokens());
    var guardrail = limits.guardrail();
    var written = tree.path("guardrailConfig");
    assertThat(written.isMissingNode()).isEqualTo(guardrail == null);
    if (guardrail != null) {
      assertThat(written.path("guardrailIdentifier").asText()).isEqualTo(guardrail.id());
      assertThat(written.path("guardrailVersion").asText()).isEqualTo(guardrail.version());
      assertThat(written.has("streamProcessingMode")).isFalse();
    }
    assertThat(tree.has("serviceTier") || tree.has("performanceConfig")).isFalse();
    assertThat(tree.has("promptVariables")).isFalse();
    requireLabel(tree.path("requestMetadata"), LABEL);
  }

  /** Fails unless the headers of a request of InvokeModel are ours. */
  static void requireOurs(byte[] bytes, BedrockRequest request, Revision revision)
      throws IOException {
    requireNoTwins(bytes);
    var guardrail = revision.limits().guardrail();
    var headers = request.headers();
    assertThat(headers.get("X-Amzn-Bedrock-GuardrailIdentifier"))
        .isEqualTo(guardrail == null ? null : guardrail.id());
    assertThat(headers.get("X-Amzn-Bedrock-GuardrailVersion"))
        .isEqualTo(guardrail == null ? null : guardrail.version());
    requireLabel(
        JSON.readTree(headers.get("X-Amzn-Bedrock-Request-Metadata")),
        LABEL.subList(0, LABEL.size() - 1));
  }

  private static void requireLabel(JsonNode label, List<String> names) {
    var ours = List.of("ai-workloads/claude-haiku", "Deployment/web", "2026-01-01", "c-1", "r");
    for (var i = 0; i < names.size(); i++) {
      assertThat(label.path(names.get(i)).asText()).isEqualTo(ours.get(i));
    }
    assertThat(label.size()).isLessThanOrEqualTo(16);
  }

  private static void requireNoTwins(byte[] bytes) throws IOException {
    Deque<Set<String>> open = new ArrayDeque<>();
    var member = "";
    try (JsonParser from = JSON.createParser(bytes)) {
      for (var token = from.nextToken(); token != null; token = from.nextToken()) {
        if (token.isStructStart()) {
          open.push(new HashSet<>());
        } else if (token.isStructEnd()) {
          open.pop();
        } else if (token == JsonToken.FIELD_NAME) {
          member = open.size() == 1 ? from.currentName() : member;
          var depth = open.size();
          if (depth == 1 || (depth == 2 && WITHOUT_TWINS.contains(member))) {
            assertThat(open.peek().add(from.currentName())).as(from.currentName()).isTrue();
          }
        }
      }
    }
  }
}
