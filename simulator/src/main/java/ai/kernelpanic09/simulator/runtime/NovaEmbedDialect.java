package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Amazon Nova's multimodal embeddings, of texts in the request: other media are billed by the piece
 * and are refused here.
 *
 * @see <a href="https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html">Complete
 *     embeddings request and response schema</a>
 */
final class NovaEmbedDialect implements EmbeddingDialect {
  private static final int DIMENSIONS = 3072;
  private static final int MOST_CHARACTERS = 8192;

  @Override
  public Embedded embed(JsonObject body, Model model, TokenCounter tokens) {
    var check =
        NativeBody.of(body)
            .only("schemaVersion", "taskType", "singleEmbeddingParams")
            .oneOf("schemaVersion", "amazon.nova-embedding-v1:0", "nova-multimodal-embed-v1")
            .required("taskType")
            .oneOf("taskType", "SINGLE_EMBEDDING")
            .required("singleEmbeddingParams");
    var parameters =
        check
            .member("singleEmbeddingParams")
            .only("embeddingPurpose", "embeddingDimension", "text", "image", "audio", "video")
            .required("embeddingPurpose")
            .oneOf(
                "embeddingPurpose",
                "GENERIC_INDEX",
                "GENERIC_RETRIEVAL",
                "TEXT_RETRIEVAL",
                "IMAGE_RETRIEVAL",
                "VIDEO_RETRIEVAL",
                "DOCUMENT_RETRIEVAL",
                "AUDIO_RETRIEVAL",
                "CLASSIFICATION",
                "CLUSTERING")
            .oneOf("embeddingDimension", 256, 384, 1024, DIMENSIONS);
    parameters
        .member("text")
        .only("truncationMode", "value", "source")
        .oneOf("truncationMode", "START", "END", "NONE");
    check.check();
    var wanted = body.getJsonObject("singleEmbeddingParams");
    var text = wanted.getJsonObject("text", new JsonObject());
    if (!(text.getValue("value") instanceof String value) || value.isEmpty()) {
      throw AwsError.validation("The simulator embeds the texts of requests only: text.value.");
    }
    int length = value.codePointCount(0, value.length());
    var embedding =
        new JsonObject()
            .put("embeddingType", "TEXT")
            .put(
                "embedding",
                Vectors.floats(value, wanted.getInteger("embeddingDimension", DIMENSIONS), true));
    if (length > MOST_CHARACTERS) {
      if (text.getString("truncationMode", "NONE").equals("NONE")) {
        throw NativeBody.malformed(
            "#/singleEmbeddingParams/text/value: expected maxLength: %d, actual: %d"
                .formatted(MOST_CHARACTERS, length));
      }
      embedding.put("truncatedCharLength", MOST_CHARACTERS);
    }
    var read = value.substring(0, value.offsetByCodePoints(0, Math.min(length, MOST_CHARACTERS)));
    return new Embedded(
        new JsonObject().put("embeddings", new JsonArray().add(embedding)), tokens.input(read));
  }
}
