package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/**
 * The requests that the operator sends for each policy of the corpus, against which core and local
 * mode are tested too: a changed request or hash would publish a new version of every existing
 * guardrail.
 */
class GoldenRequestsTest {

  private static final Path CORPUS = Path.of("../core/src/test/resources/guardrails");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Path> policies() throws IOException {
    try (var files = Files.list(CORPUS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyIsSentAsInEveryReleaseBefore(Path file) throws IOException {
    var golden = JSON.readTree(file.toFile());
    var request =
        GuardrailRequest.of(JSON.treeToValue(golden.path("spec"), GuardrailPolicySpec.class));

    assertThat(request.hash()).isEqualTo(golden.path("hash").asText());
    assertThat(request.content().canonicalText()).isEqualTo(golden.path("canonical").asText());
    assertThat(
            CanonicalText.of(
                request.update("abc", "name").toBuilder()
                    .guardrailIdentifier(null)
                    .name(null)
                    .build()))
        .isEqualTo(golden.path("canonical").asText());
    assertThat(sent(bedrock -> bedrock.updateGuardrail(request.update("abcdefghij12", "name"))))
        .isEqualTo(named(golden.path("sent")));
    assertThat(
            sent(
                bedrock ->
                    bedrock.createGuardrail(request.create("name", List.of(), "some-token"))))
        .isEqualTo(
            named(golden.path("sent"))
                .put("clientRequestToken", "some-token")
                .set("tags", JSON.createArrayNode()));
  }

  private static ObjectNode named(JsonNode content) {
    return ((ObjectNode) content.deepCopy()).put("name", "name");
  }

  /** The body that {@code call} would send. */
  private static JsonNode sent(Consumer<BedrockClient> call) throws IOException {
    var capture = new Capture();
    try (var bedrock =
        BedrockClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .overrideConfiguration(override -> override.addExecutionInterceptor(capture))
            .build()) {
      assertThatThrownBy(() -> call.accept(bedrock)).hasMessageContaining("captured");
    }
    return JSON.readTree(capture.body);
  }

  private static final class Capture implements ExecutionInterceptor {
    private byte @Nullable [] body;

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      try (var content = context.requestBody().orElseThrow().contentStreamProvider().newStream()) {
        body = content.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new IllegalStateException("captured");
    }
  }
}
