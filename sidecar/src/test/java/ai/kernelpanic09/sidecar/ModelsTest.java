package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models that a pod may use, in the form of the client that asks. */
class ModelsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<String, String> ANTHROPIC = Map.of("anthropic-version", "2026-10-21");

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock().ok();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    var endpoint = new TestEndpoint(BEDROCK.url());
    control =
        new TestControl(
            TestCertificate.create(directory),
            endpoint.named(new EndpointName("a", "haiku")).build(),
            endpoint.named(new EndpointName("a", "sonnet")).build(),
            endpoint.named(new EndpointName("b", "sonnet")).build());
    sidecar =
        TestSidecar.start(
            control,
            directory.resolve("pod"),
            Map.of("K8S_AI_ENDPOINTS", "a/haiku,a/sonnet,b/sonnet"));
    // The first answer of the operator brings the limits.
    await().until(() -> get("/v1/models/haiku", ANTHROPIC).body().contains("max_tokens"));
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    control.close();
    BEDROCK.close();
  }

  private static HttpResponse<String> get(String path, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.modelPort() + path));
    headers.forEach(request::setHeader);
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(String text) {
    return parsed(text.replace('\'', '"'));
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String model(String id) {
    return """
        {'type':'model','id':'%s','display_name':'us.anthropic.claude-haiku-4-5-20251001-v1:0',
         'created_at':'1970-01-01T00:00:00Z','lifecycle':'active','max_input_tokens':200000,
         'max_tokens':4096}"""
        .formatted(id);
  }

  @Test
  void clientsOfAnthropicsGetItsForm() {
    assertThat(parsed(get("/v1/models", ANTHROPIC).body()))
        .isEqualTo(
            json(
                "{'data':[%s,%s,%s],'has_more':false,'first_id':'haiku','last_id':'b.sonnet'}"
                    .formatted(model("haiku"), model("a.sonnet"), model("b.sonnet"))));
    assertThat(parsed(get("/v1/models/haiku", Map.of("x-api-key", "k")).body()))
        .isEqualTo(json(model("haiku")));
  }

  @Test
  void allOthersGetOpenAis() {
    assertThat(parsed(get("/v1/models", Map.of()).body()))
        .isEqualTo(
            json(
                """
                {'object':'list','data':[
                 {'id':'haiku','object':'model','created':0,'owned_by':'a'},
                 {'id':'a.sonnet','object':'model','created':0,'owned_by':'a'},
                 {'id':'b.sonnet','object':'model','created':0,'owned_by':'b'}]}"""));
    assertThat(parsed(get("/v1/models/b%2Fsonnet", Map.of()).body()))
        .isEqualTo(json("{'id':'b.sonnet','object':'model','created':0,'owned_by':'b'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=1, haiku, true",
    "limit=2&after_id=haiku, 'a.sonnet b.sonnet', false",
    "limit=1&before_id=b.sonnet, a.sonnet, true",
    "after_id=b.sonnet, '', false"
  })
  void anthropicsFormHasPages(String query, String ids, boolean more) {
    var page = parsed(get("/v1/models?" + query, ANTHROPIC).body());
    assertThat(String.join(" ", page.path("data").findValuesAsText("id"))).isEqualTo(ids);
    assertThat(page.path("has_more").asBoolean()).isEqualTo(more);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/gpt, 404, not_found_error",
    "/v1/models/sonnet, 404, not_found_error",
    "/v1/models?limit=0, 400, invalid_request_error",
    "/v1/models?after_id=gpt, 400, invalid_request_error"
  })
  void whatThereIsNotIsAnError(String path, int status, String type) {
    var response = get(path, ANTHROPIC);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(parsed(response.body()).at("/error/type").asText()).isEqualTo(type);
  }

  @Test
  void modelsAreReadAndNotMade() {
    var response = sidecar.post("/v1/models", "{}", ANTHROPIC).join();
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET");
  }
}
