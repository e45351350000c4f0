package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Why an answer ends, in Anthropic's words. */
final class MessageStops {

  private MessageStops() {}

  /** The name of one of Converse's reasons. */
  static String reason(String stopReason) {
    return switch (stopReason) {
      case "max_tokens", "stop_sequence", "tool_use", "model_context_window_exceeded" -> stopReason;
      case "guardrail_intervened", "content_filtered" -> "refusal";
      default -> "end_turn";
    };
  }

  /**
   * The text that ended the answer, as JSON.
   *
   * @param fields what the model says beside its content; null for nothing
   */
  static String sequence(@Nullable JsonMember fields) {
    try {
      var sequence = fields != null && fields.isObject() ? text(fields) : null;
      return sequence == null
          ? "null"
          : new String(JsonQuoting.of(sequence), StandardCharsets.UTF_8);
    } catch (InvalidRequestException e) {
      // An answer that says it in a way of its own has not said it.
      return "null";
    }
  }

  private static @Nullable String text(JsonMember fields) throws InvalidRequestException {
    var sequence = fields.members().get("stop_sequence");
    return sequence != null && sequence.isText() ? sequence.text() : null;
  }

  /** What the model says beside its content, in the frame that ends an answer; null for nothing. */
  static @Nullable JsonMember fields(Frame stop) {
    try {
      var from = JsonScanner.lenient(ReceivedBytes.of(stop.bytes()), stop.start(), stop.end());
      from.next();
      return JsonMember.of(from).members().get("additionalModelResponseFields");
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("an event that was read before can't be read", e);
    }
  }
}
