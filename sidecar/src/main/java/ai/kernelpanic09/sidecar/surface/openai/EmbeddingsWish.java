package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller of embeddings asks for.
 *
 * @param model as the caller wrote it
 * @param texts whose vectors are wanted
 * @param base64 whether a vector is wanted as the bytes of its numbers, in base64
 * @param dimensions length of the vectors; null for the model's own
 */
record EmbeddingsWish(
    String model, List<JsonMember> texts, boolean base64, @Nullable JsonMember dimensions) {

  private static final int MAX_TEXTS = 2_048;

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  static EmbeddingsWish read(JsonMembers body, String model) throws InvalidRequestException {
    body.allow(Set.of("model", "input", "encoding_format", "dimensions", "user"));
    var dimensions = body.get("dimensions");
    if (dimensions != null) {
      dimensions.wholeNumber(1);
    }
    return new EmbeddingsWish(model, texts(body.require("input")), isBase64(body), dimensions);
  }

  private static boolean isBase64(JsonMembers body) throws InvalidRequestException {
    var format = body.get("encoding_format");
    if (format == null) {
      return false;
    }
    return switch (format.word()) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw format.wrong("must be float or base64");
    };
  }

  private static List<JsonMember> texts(JsonMember input) throws InvalidRequestException {
    var texts = input.isText() ? List.of(input) : input.items(MAX_TEXTS);
    if (texts.isEmpty()) {
      throw input.wrong("must hold at least one text");
    }
    for (var each : texts) {
      if (!each.isText()) {
        throw each.wrong("must be a text: tokens of another model's mean nothing to this one");
      }
      if (each.scanner().scanned().characters() == 0) {
        throw each.wrong("must not be empty");
      }
    }
    return texts;
  }
}
