package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of another type, and nulls, at every place of the models' own bodies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeTypesTest {

  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

  private static final String CLAUDE =
      """
      {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "temperature": 0.5,
       "stop_sequences": ["x"], "thinking": {"type": "disabled"},
       "system": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "5m"}}],
       "tools": [{"name": "t", "description": "d", "input_schema": {"type": "object"},
                  "cache_control": {"type": "ephemeral"}}],
       "tool_choice": {"type": "tool", "name": "t"},
       "messages": [
         {"role": "user", "content": [
           {"type": "text", "text": "a"},
           {"type": "document", "title": "d", "citations": {"enabled": true},
            "source": {"type": "text", "media_type": "text/plain", "data": "b"}},
           {"type": "document",
            "source": {"type": "content", "content": [{"type": "text", "text": "c"}]}}]},
         {"role": "assistant", "content": [
           {"type": "text", "text": "b"},
           {"type": "tool_use", "id": "i", "name": "t", "input": {"p": 1}}]},
         {"role": "user", "content": [
           {"type": "tool_result", "tool_use_id": "i", "content": [{"type": "text", "text": "c"}]}]}]}
      """;

  private DemoAccount world;
  private Wire wire;

  @BeforeAll
  void start() {
    world = DemoAccount.start();
    wire = Wire.bedrock(world, world.assume("session"));
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @MethodSource
  void isAnsweredOrRefusedAndNeverAFault(String model, String json) {
    var path = "/model/" + model.replace(":", "%3A");
    var whole = new JsonObject(json);
    var answer = wire.post(path + "/invoke", whole.encode());
    assertThat(answer.statusCode()).as(Wire.text(answer)).isEqualTo(200);
    var faults = new ArrayList<String>();
    for (var body : changed(whole)) {
      requireNoFault(path + "/invoke", body, faults);
      if (model.equals(HAIKU)) {
        requireNoFault(path + "/count-tokens", counting(body), faults);
      }
    }
    assertThat(faults).isEmpty();
  }

  static List<Arguments> isAnsweredOrRefusedAndNeverAFault() {
    return List.of(
        arguments(HAIKU, CLAUDE),
        arguments(
            "amazon.nova-micro-v1:0",
            """
            {"system": [{"text": "a"}], "messages": [{"role": "user", "content": [{"text": "a"}]}],
             "inferenceConfig": {"maxTokens": 9, "temperature": 0.5, "stopSequences": ["x"]}}
            """),
        arguments(
            "meta.llama3-1-8b-instruct-v1:0",
            """
            {"prompt": "a", "max_gen_len": 9, "temperature": 0.5, "top_p": 0.5}
            """),
        arguments(
            "mistral.mistral-7b-instruct-v0:2",
            """
            {"prompt": "a", "max_tokens": 9, "stop": ["x"], "top_k": 5}
            """),
        arguments(
            "amazon.titan-text-express-v1",
            """
            {"inputText": "a", "textGenerationConfig": {"maxTokenCount": 9, "stopSequences": ["x"]}}
            """),
        arguments(
            "amazon.titan-embed-text-v2:0",
            """
            {"inputText": "a", "dimensions": 256, "embeddingTypes": ["binary"]}
            """),
        arguments(
            "cohere.embed-v4:0",
            """
            {"inputs": [{"content": [{"type": "text", "text": "a"}]}],
             "input_type": "search_query", "embedding_types": ["int8"]}
            """),
        arguments(
            "amazon.nova-2-multimodal-embeddings-v1:0",
            """
            {"taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": {
              "embeddingPurpose": "GENERIC_INDEX", "text": {"truncationMode": "END", "value": "a"}}}
            """));
  }

  private void requireNoFault(String path, String body, List<String> faults) {
    var answer = wire.post(path, body);
    if (answer.statusCode() >= 500) {
      faults.add(path + " " + body);
    }
  }

  private static String counting(String body) {
    var bytes = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
    return new JsonObject()
        .put("input", new JsonObject().put("invokeModel", new JsonObject().put("body", bytes)))
        .encode();
  }

  /** The body with every value in turn exchanged for one of each type. */
  private static List<String> changed(JsonObject whole) {
    var bodies = new ArrayList<String>();
    for (var other : Arrays.asList(null, "z", 7, true, new JsonArray(), new JsonObject())) {
      exchange(whole, whole, other, bodies);
    }
    return bodies;
  }

  private static void exchange(
      JsonObject whole, Object at, @Nullable Object other, List<String> bodies) {
    if (at instanceof JsonObject object) {
      for (var name : List.copyOf(object.fieldNames())) {
        var own = object.getValue(name);
        object.put(name, other);
        bodies.add(whole.encode());
        object.put(name, own);
        exchange(whole, own, other, bodies);
      }
    } else if (at instanceof JsonArray array) {
      for (var i = 0; i < array.size(); i++) {
        var own = array.getValue(i);
        array.set(i, other);
        bodies.add(whole.encode());
        array.set(i, own);
        exchange(whole, own, other, bodies);
      }
    }
  }
}
