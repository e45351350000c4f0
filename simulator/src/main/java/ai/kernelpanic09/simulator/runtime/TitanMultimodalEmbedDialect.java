package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonObject;

/**
 * Amazon Titan's multimodal embeddings, of texts: images are billed by the piece and are refused
 * here.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html">
 *     Amazon Titan Multimodal Embeddings G1</a>
 */
final class TitanMultimodalEmbedDialect implements EmbeddingDialect {
  private static final int DIMENSIONS = 1024;
  private static final int MOST_CHARACTERS = 50_000;

  @Override
  public Embedded embed(JsonObject body, Model model, TokenCounter tokens) {
    var check =
        NativeBody.of(body)
            .only("inputText", "embeddingConfig")
            .required("inputText")
            .text("inputText", 1, MOST_CHARACTERS);
    check
        .member("embeddingConfig")
        .only("outputEmbeddingLength")
        .oneOf("outputEmbeddingLength", 256, 384, DIMENSIONS);
    check.check();
    var text = body.getString("inputText");
    long input = tokens.input(text);
    if (input > model.contextTokens()) {
      throw AwsError.validation(
          "400 Bad Request: Too many input tokens. Max input tokens: %d, request input token count: %d "
              .formatted(model.contextTokens(), input));
    }
    int dimensions =
        body.getJsonObject("embeddingConfig", new JsonObject())
            .getInteger("outputEmbeddingLength", DIMENSIONS);
    return new Embedded(
        new JsonObject()
            .put("embedding", Vectors.floats(text, dimensions, true))
            .put("inputTextTokenCount", input),
        input);
  }
}
