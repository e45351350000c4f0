package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to one call in the form of a surface.
 *
 * @param <R> the answer in the form of Bedrock's operation
 */
public interface AnswerWriter<R extends Reply<R>> {

  /** The sink that takes the answer event by event as it comes; null for a whole answer. */
  default @Nullable ReplySink sink() {
    return null;
  }

  /**
   * Writes the end of an answer whose call is over and whose events have all been handed to the
   * sink, or the whole answer when there is no sink.
   */
  void answered(CallAnswer<R> answer);

  /** Writes the failure of a call, maybe after some events of its answer. */
  void failed(CallFailure failure);
}
