package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Cohere's embeddings: v3, which takes texts, and v4, which takes interleaved texts and images too
 * and cuts its vectors to a wanted size. Without embedding_types the answer is a list of vectors,
 * with them an object of lists.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html">
 *     Cohere Embed models</a>
 */
final class CohereEmbedDialect implements EmbeddingDialect {
  private static final int MOST_TEXTS = 96;
  private static final int MOST_CHARACTERS = 2048;
  private static final int DIMENSIONS_V3 = 1024;
  private static final int DIMENSIONS_V4 = 1536;

  private final boolean fourth;

  private CohereEmbedDialect(boolean fourth) {
    this.fourth = fourth;
  }

  static CohereEmbedDialect v3() {
    return new CohereEmbedDialect(false);
  }

  static CohereEmbedDialect v4() {
    return new CohereEmbedDialect(true);
  }

  @Override
  public Embedded embed(JsonObject body, Model model, TokenCounter tokens) {
    check(body);
    var inputs = new ArrayList<String>();
    long counted = 0;
    for (var text : body.getJsonArray("texts", new JsonArray())) {
      inputs.add((String) text);
      counted += tokens((String) text, body, model, tokens);
    }
    for (var image : body.getJsonArray("images", new JsonArray())) {
      inputs.add((String) image);
      counted += tokens.image(data((String) image));
    }
    for (var input : objects(body.getJsonArray("inputs", new JsonArray()))) {
      inputs.add(input.encode());
      for (var part : objects(input.getJsonArray("content", new JsonArray()))) {
        counted +=
            part.containsKey("text")
                ? tokens(part.getString("text"), body, model, tokens)
                : tokens.image(data(url(part)));
      }
    }
    return new Embedded(response(body, inputs), counted);
  }

  private void check(JsonObject body) {
    var check =
        NativeBody.of(body)
            .required("input_type")
            .oneOf("input_type", "search_document", "search_query", "classification", "clustering")
            .texts("texts", MOST_TEXTS, fourth ? Integer.MAX_VALUE : MOST_CHARACTERS)
            .texts("images", MOST_TEXTS, Integer.MAX_VALUE)
            .texts("embedding_types", 5, Integer.MAX_VALUE);
    if (fourth) {
      check
          .only(
              "input_type",
              "texts",
              "images",
              "inputs",
              "embedding_types",
              "output_dimension",
              "max_tokens",
              "truncate")
          .oneOf("output_dimension", 256, 512, 1024, 1536)
          .oneOf("truncate", "NONE", "LEFT", "RIGHT");
    } else {
      check
          .only("input_type", "texts", "images", "embedding_types", "truncate")
          .oneOf("truncate", "NONE", "START", "END");
    }
    check.check();
    if (List.of("texts", "images", "inputs").stream().filter(body::containsKey).count() != 1) {
      throw AwsError.validation(
          fourth
              ? "must provide exactly one of texts, images or inputs"
              : "must provide exactly one of texts or images");
    }
  }

  private static long tokens(String text, JsonObject body, Model model, TokenCounter tokens) {
    int most = Math.min(body.getInteger("max_tokens", Integer.MAX_VALUE), model.contextTokens());
    long counted = tokens.input(text);
    if (counted > most && body.getString("truncate", "NONE").equals("NONE")) {
      throw AwsError.validation(
          "too many tokens: total number of tokens in the prompt cannot exceed %d - received %d."
              .formatted(most, counted));
    }
    return Math.min(counted, most);
  }

  private JsonObject response(JsonObject body, List<String> inputs) {
    int dimensions = fourth ? body.getInteger("output_dimension", DIMENSIONS_V4) : DIMENSIONS_V3;
    var types = body.getJsonArray("embedding_types");
    var response =
        new JsonObject()
            .put("id", "%08x-0000-4000-8000-000000000000".formatted(inputs.hashCode()))
            .put("texts", body.getJsonArray("texts", new JsonArray()));
    if (types == null) {
      return response
          .put("response_type", "embeddings_floats")
          .put("embeddings", vectors("float", inputs, dimensions));
    }
    var byType = new JsonObject();
    types.forEach(t -> byType.put((String) t, vectors((String) t, inputs, dimensions)));
    return response.put("response_type", "embeddings_by_type").put("embeddings", byType);
  }

  private static JsonArray vectors(String type, List<String> inputs, int dimensions) {
    var vectors = new JsonArray();
    for (var input : inputs) {
      vectors.add(
          switch (type) {
            case "float" -> Vectors.floats(input, dimensions, true);
            case "int8" -> Vectors.integers(input, dimensions, -128, 127);
            case "uint8" -> Vectors.integers(input, dimensions, 0, 255);
            case "binary" -> Vectors.integers(input, dimensions / 8, -128, 127);
            case "ubinary" -> Vectors.integers(input, dimensions / 8, 0, 255);
            default ->
                throw NativeBody.malformed(
                    "#/embedding_types/0: %s is not a valid enum value".formatted(type));
          });
    }
    return vectors;
  }

  private static String url(JsonObject part) {
    return part.getValue("image_url") instanceof JsonObject object
        ? object.getString("url", "")
        : part.getString("image_url", "");
  }

  private static String data(String dataUri) {
    int comma = dataUri.indexOf(',');
    if (!dataUri.startsWith("data:image/") || comma < 0) {
      throw AwsError.validation("invalid image: a data URI with base64 is required");
    }
    return dataUri.substring(comma + 1);
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
