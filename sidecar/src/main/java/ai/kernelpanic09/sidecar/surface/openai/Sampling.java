package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import org.jspecify.annotations.Nullable;

/**
 * Reads how an answer is sampled. Clients send 1, OpenAI's default, where they mean nothing, and
 * not all models take what is sent: 1 is left out.
 */
final class Sampling {

  private Sampling() {}

  static void temperature(@Nullable JsonMember asked, ConverseWriter to)
      throws InvalidRequestException {
    if (asked == null) {
      return;
    }
    var number = asked.number(0, 2);
    var value = Double.parseDouble(number);
    if (value > 1) {
      throw asked.wrong("must be at most 1, for Bedrock takes no more");
    }
    if (value < 1) {
      to.temperature(asked.path(), number);
    }
  }

  static void topP(@Nullable JsonMember asked, ConverseWriter to) throws InvalidRequestException {
    if (asked == null) {
      return;
    }
    var number = asked.number(0, 1);
    if (Double.parseDouble(number) < 1) {
      to.topP(asked.path(), number);
    }
  }
}
