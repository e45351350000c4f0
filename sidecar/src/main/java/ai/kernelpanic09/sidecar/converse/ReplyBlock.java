package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A content block of an answer of Converse. Its values are ranges of Bedrock's body. */
public sealed interface ReplyBlock {

  /** A text. */
  record Text(JsonMember text) implements ReplyBlock {}

  /**
   * The use of a tool.
   *
   * @param input JSON in its shortest form, with masked texts where the guardrail masked some
   */
  record ToolUse(JsonMember id, JsonMember name, String input) implements ReplyBlock {}

  /**
   * The model's thoughts.
   *
   * @param signature proves that they are the model's own; null for none
   */
  record Reasoning(JsonMember text, @Nullable JsonMember signature) implements ReplyBlock {}

  /** Thoughts that only the model can read, in base64. */
  record RedactedReasoning(JsonMember base64) implements ReplyBlock {}

  /**
   * A text with the places that it is taken from.
   *
   * @param texts together the text
   * @param citations the block's own array of citations; null for none
   */
  record Cited(List<JsonMember> texts, @Nullable JsonMember citations) implements ReplyBlock {}

  /** A block of another kind, as a whole. */
  record Other(JsonMember block) implements ReplyBlock {}

  /**
   * A text of ours.
   *
   * @param json the text, as a body of its own
   */
  static ReplyBlock ofText(ReceivedBytes json) {
    return new Text(new JsonMember(json, Token.TEXT, "", 0, json.length()));
  }
}
