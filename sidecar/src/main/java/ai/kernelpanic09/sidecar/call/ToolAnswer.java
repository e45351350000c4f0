package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.converse.ReplyPart;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that uses tools, after its tool inputs were checked. */
final class ToolAnswer {

  /** Compact JSON has no line breaks, so they tell the inputs apart. */
  private static final String SEPARATOR = "\n";

  private ToolAnswer() {}

  static String join(List<String> inputs) {
    return String.join(SEPARATOR, inputs);
  }

  /**
   * What the caller gets.
   *
   * @param inputs how many tool inputs there were
   * @param stream what of the answer has gone out already, to which the rest is added; null when it
   *     is wanted as a whole
   * @throws IOException when what was masked does not fit into the answer
   */
  static ConverseReply after(
      ToolCheck.Result result, int inputs, ConverseReply reply, @Nullable ReplyStream stream)
      throws IOException {
    return switch (result) {
      case ToolCheck.Result.Passed() -> {
        if (stream != null) {
          stream.held().parts().forEach(stream::handOn);
        }
        yield reply;
      }
      case ToolCheck.Result.Masked(var texts) -> {
        var masked = List.of(texts.getFirst().split(SEPARATOR, -1));
        if (masked.size() != inputs) {
          throw new IOException("a tool's input was masked beyond its end");
        }
        if (stream == null) {
          yield reply.withToolInputs(masked);
        }
        stream.held().parts(masked).forEach(stream::handOn);
        yield reply;
      }
      case ToolCheck.Result.Blocked(var message) -> {
        if (stream == null) {
          yield reply.blocked(message, reply.findings());
        }
        stream.handOn(new ReplyPart.Text(message));
        yield reply.blocked("", reply.findings());
      }
    };
  }
}
