package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.reply.Reply;
import java.util.List;
import java.util.Map;

/**
 * What of an operation's answer is ours: all of one that a guardrail keeps from the caller, for
 * there Bedrock's bytes can't be passed on.
 *
 * @param <R> the answer
 */
interface OwnForm<R extends Reply<R>> {

  /** The headers of a whole answer, beside those that each answer has. */
  Map<String, String> headers(R reply);

  /** The headers of a streamed answer, beside those that each answer has. */
  Map<String, String> streamHeaders();

  /** An answer that holds the guardrail's message alone. */
  Splices whole(R reply);

  /** What begins a stream; nothing where the first event may be anything. */
  List<Frame> begin();

  /**
   * What begins a block that Bedrock has not begun; nothing where a text may begin by itself.
   *
   * @param index of the block
   */
  List<Frame> start(int index);

  /**
   * What ends a stream behind the guardrail's message.
   *
   * @param index of the block that the message stands in
   */
  List<Frame> end(int index, R reply);
}
