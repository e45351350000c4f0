package ai.kernelpanic09.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The requests that local mode sends for each policy of the corpus, which core and operator are
 * tested with too.
 */
class SentGuardrailsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AwsCredentialsIdentity KEYS = AwsCredentialsIdentity.create("k", "s");
  private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:guardrail/g1";

  private final Map<String, JsonNode> sent = new ConcurrentHashMap<>();
  private volatile String listed = "{\"guardrails\":[]}";
  private HttpServer bedrock;

  static Stream<Path> policies() throws IOException {
    try (var files = Files.list(Path.of("../core/src/test/resources/guardrails"))) {
      return files.sorted().toList().stream();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    bedrock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bedrock.createContext("/", this::answer);
    bedrock.start();
  }

  @AfterEach
  void stop() {
    bedrock.stop(0);
  }

  /**
   * Records the request, and answers as an account with {@code listed} guardrails, each with one
   * version.
   */
  private void answer(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    var body = exchange.getRequestBody().readAllBytes();
    if (body.length > 0) {
      sent.put(request, JSON.readTree(body));
    }
    var answer =
        switch (request) {
          case "GET /guardrails" ->
              exchange.getRequestURI().getQuery().contains("guardrailIdentifier")
                  ? "{\"guardrails\":[{\"version\":\"DRAFT\"},{\"version\":\"1\"}]}"
                  : listed;
          case "POST /guardrails" -> "{\"guardrailId\":\"g1\"}";
          case "GET /guardrails/g1" -> "{\"status\":\"READY\"}";
          case "POST /guardrails/g1" -> "{\"version\":\"2\"}";
          case "POST /listTagsForResource" ->
              "{\"tags\":[{\"key\":\"ai.kernelpanic09.io/cluster\",\"value\":\"local\"}]}";
          default -> "{}";
        };
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private JsonNode sent(String request) {
    return Objects.requireNonNull(sent.get(request), request);
  }

  private void use(GuardrailPolicySpec spec) throws AwsException {
    var aws = new AwsCalls("http://127.0.0.1:" + bedrock.getAddress().getPort());
    var use = new LocalGuardrails(aws, PriceBook.embedded()).use("policy", spec, "us-east-1", KEYS);
    assertThat(use.version()).isEqualTo("2");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyIsSentAsTheOperatorSendsIt(Path file) throws IOException {
    var golden = JSON.readTree(file.toFile());
    var spec = JSON.treeToValue(golden.path("spec"), GuardrailPolicySpec.class);
    var content = ((ObjectNode) golden.path("sent").deepCopy()).put("name", "policy-local");

    use(spec);
    var created = (ObjectNode) sent("POST /guardrails");
    var tags = created.remove("tags");
    assertThat(created).isEqualTo(content);
    assertThat(tags.toString())
        .contains("{\"key\":\"ai.kernelpanic09.io/cluster\",\"value\":\"local\"}")
        .contains(golden.path("hash").asText());

    listed = "{\"guardrails\":[{\"id\":\"g1\",\"arn\":\"" + ARN + "\",\"name\":\"policy-local\"}]}";
    use(spec);
    assertThat(sent("PUT /guardrails/g1")).isEqualTo(content);
    assertThat(sent("POST /tagResource").toString()).contains(golden.path("hash").asText());
  }
}
