package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Amazon Titan's text embeddings: G1, which takes the text alone, and V2.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">
 *     Amazon Titan Embeddings Text</a>
 */
final class TitanEmbedDialect implements EmbeddingDialect {
  private static final int DIMENSIONS_V1 = 1536;
  private static final int DIMENSIONS_V2 = 1024;
  private static final int MOST_CHARACTERS = 50_000;

  private final boolean second;

  private TitanEmbedDialect(boolean second) {
    this.second = second;
  }

  static TitanEmbedDialect v1() {
    return new TitanEmbedDialect(false);
  }

  static TitanEmbedDialect v2() {
    return new TitanEmbedDialect(true);
  }

  @Override
  public Embedded embed(JsonObject body, Model model, TokenCounter tokens) {
    var check = NativeBody.of(body);
    if (second) {
      check
          .only("inputText", "dimensions", "normalize", "embeddingTypes")
          .oneOf("dimensions", 256, 512, 1024)
          .oneOf("normalize", true, false);
    } else {
      check.only("inputText");
    }
    check.required("inputText").text("inputText", 1, MOST_CHARACTERS).check();
    var text = body.getString("inputText");
    long input = tokens.input(text);
    if (input > model.contextTokens()) {
      throw AwsError.validation(
          "400 Bad Request: Too many input tokens. Max input tokens: %d, request input token count: %d "
              .formatted(model.contextTokens(), input));
    }
    int dimensions = second ? body.getInteger("dimensions", DIMENSIONS_V2) : DIMENSIONS_V1;
    var vector = Vectors.floats(text, dimensions, body.getBoolean("normalize", true));
    var response = new JsonObject().put("embedding", vector).put("inputTextTokenCount", input);
    return new Embedded(
        second ? response.put("embeddingsByType", byType(body, text, vector)) : response, input);
  }

  private static JsonObject byType(JsonObject body, String text, JsonArray floats) {
    var byType = new JsonObject();
    for (var type : body.getJsonArray("embeddingTypes", new JsonArray().add("float"))) {
      switch (String.valueOf(type)) {
        case "float" -> byType.put("float", floats);
        case "binary" -> byType.put("binary", Vectors.integers(text, floats.size(), 0, 1));
        default ->
            throw NativeBody.malformed(
                "#/embeddingTypes/0: %s is not a valid enum value".formatted(type));
      }
    }
    return byType;
  }
}
