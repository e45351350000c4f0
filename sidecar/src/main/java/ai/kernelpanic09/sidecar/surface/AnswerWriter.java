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

  /** Takes the answer part by part as it comes; null where it is wanted as a whole. */
  default @Nullable ReplySink sink() {
    return null;
  }

  /** The call is over, and all parts have been handed to the sink. */
  void answered(CallAnswer<R> answer);

  /** The call has failed, maybe after some parts of its answer. */
  void failed(CallFailure failure);
}
