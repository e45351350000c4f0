package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** A sidecar with an endpoint of each family of models that differ in what they take. */
final class ModelFamilies implements AutoCloseable {

  static final String HAIKU_4_5 = "claude-haiku";
  static final String SONNET_3_7 = "sonnet-3-7";
  static final String SONNET_4_6 = "sonnet-4-6";
  static final String OPUS_4_7 = "opus-4-7";
  static final String NOVA = "nova";
  static final String GPT_OSS = "gpt-oss";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> MODELS =
      Map.of(
          HAIKU_4_5,
          TestEndpoint.MODEL,
          SONNET_3_7,
          "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
          SONNET_4_6,
          "us.anthropic.claude-sonnet-4-6",
          OPUS_4_7,
          "us.anthropic.claude-opus-4-7",
          NOVA,
          "us.amazon.nova-lite-v1:0",
          GPT_OSS,
          "openai.gpt-oss-120b-1:0");

  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();
  private final TestControl control;
  private final TestSidecar sidecar;

  ModelFamilies(Path directory) {
    control =
        new TestControl(
            TestCertificate.create(directory),
            MODELS.entrySet().stream()
                .map(
                    each ->
                        new TestEndpoint(bedrock.url())
                            .named(name(each.getKey()))
                            .calling(each.getValue())
                            .maxTokens(40_000)
                            .daily("1000")
                            .build())
                .toArray(DeskEndpoint[]::new));
    var given =
        MODELS.keySet().stream()
            .map(each -> name(each).toString())
            .collect(Collectors.joining(","));
    sidecar =
        TestSidecar.start(control, directory.resolve("pod"), Map.of("K8S_AI_ENDPOINTS", given));
  }

  private static EndpointName name(String name) {
    return new EndpointName(TestEndpoint.HAIKU.namespace(), name);
  }

  HttpResponse<String> post(String path, String body) {
    return sidecar.post(path, body).join();
  }

  /** What Bedrock gets for a body that is served. */
  JsonNode sent(String path, String body) {
    var response = post(path, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return json(bedrock.bodies().getLast());
  }

  /** How many calls Bedrock has got. */
  int calls() {
    return bedrock.bodies().size();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    sidecar.close();
    control.close();
    bedrock.close();
  }
}
