package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is asked for the vectors of texts, and where it answers them.
 *
 * @param maxTexts that one call takes
 * @param sized whether the length of vectors can be chosen
 */
public record Embedding(Family family, int maxTexts, boolean sized) {

  private static final int MAX_TEXTS_OF_COHERE = 96;
  private static final int MAX_VECTORS = 2_048;

  /** The way of this model; null when it makes no vectors of texts. */
  public static @Nullable Embedding of(String modelId) {
    var family = Family.ofModel(modelId);
    return switch (family) {
      case TITAN_EMBED -> new Embedding(family, 1, modelId.contains("titan-embed-text-v2"));
      case TITAN_EMBED_IMAGE -> new Embedding(family, 1, true);
      case COHERE_EMBED -> new Embedding(family, MAX_TEXTS_OF_COHERE, !modelId.contains("-v3"));
      case NOVA_EMBED -> new Embedding(family, 1, true);
      default -> null;
    };
  }

  /**
   * The body of a call.
   *
   * @param texts at most {@link #maxTexts}
   * @param dimensions length of the vectors; null for the model's own
   */
  public ReceivedBytes body(List<JsonMember> texts, @Nullable Long dimensions) {
    var body = new ByteArrayOutputStream();
    switch (family) {
      case TITAN_EMBED -> {
        write(body, "{\"inputText\":");
        write(body, texts.getFirst());
        write(body, dimensions == null ? "}" : ",\"dimensions\":" + dimensions + "}");
      }
      case TITAN_EMBED_IMAGE -> {
        write(body, "{\"inputText\":");
        write(body, texts.getFirst());
        write(
            body,
            dimensions == null
                ? "}"
                : ",\"embeddingConfig\":{\"outputEmbeddingLength\":" + dimensions + "}}");
      }
      case COHERE_EMBED -> {
        write(body, "{\"texts\":[");
        for (var i = 0; i < texts.size(); i++) {
          write(body, i == 0 ? "" : ",");
          write(body, texts.get(i));
        }
        write(body, "],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"]");
        write(body, dimensions == null ? "}" : ",\"output_dimension\":" + dimensions + "}");
      }
      case NOVA_EMBED -> {
        write(
            body,
            "{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":"
                + "\"GENERIC_INDEX\",");
        write(body, dimensions == null ? "" : "\"embeddingDimension\":" + dimensions + ",");
        write(body, "\"text\":{\"truncationMode\":\"NONE\",\"value\":");
        write(body, texts.getFirst());
        write(body, "}}}");
      }
      default -> throw new IllegalStateException("no vectors of " + family);
    }
    return ReceivedBytes.of(body.toByteArray());
  }

  private static void write(ByteArrayOutputStream to, String json) {
    to.writeBytes(json.getBytes(StandardCharsets.US_ASCII));
  }

  private static void write(ByteArrayOutputStream to, JsonMember text) {
    try (var bytes = text.body().open(text.start(), text.end())) {
      bytes.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The vectors of an answer, each an array of numbers, in the order of the texts.
   *
   * @throws InvalidRequestException when the answer holds none
   */
  public List<JsonMember> vectors(InvokeModelReply reply) throws InvalidRequestException {
    var body = reply.received();
    if (body == null) {
      return List.of();
    }
    var from = JsonScanner.lenient(body, 0, body.length());
    from.next();
    var members = JsonMembers.read(from);
    return switch (family) {
      case TITAN_EMBED, TITAN_EMBED_IMAGE -> List.of(members.require("embedding"));
      case COHERE_EMBED -> {
        var all = members.require("embeddings");
        yield (all.isObject() ? all.members().require("float") : all).items(MAX_VECTORS);
      }
      default -> {
        var vectors = new ArrayList<JsonMember>();
        for (var each : members.require("embeddings").items(MAX_VECTORS)) {
          vectors.add(each.members().require("embedding"));
        }
        yield vectors;
      }
    };
  }
}
