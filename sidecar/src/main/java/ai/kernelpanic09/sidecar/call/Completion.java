package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.CheckResult;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes a call with its answer. With {@code checkToolResults}, inputs for tools reach the
 * caller only when the guardrail has checked them.
 */
final class Completion<R extends Reply<R>> {

  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  private final Call<R> call;

  Completion(Call<R> call) {
    this.call = call;
  }

  /** The failure of a call whose answer can't be read as one of its operation. */
  static CallFailure unreadable() {
    return new CallFailure(ErrorCode.UPSTREAM_ERROR, "Bedrock's answer can't be read");
  }

  /** Completes the call with a whole answer. */
  void complete(Admission admission, R reply, String requestId) {
    complete(admission, reply, requestId, reply::toolInputs, result -> after(result, reply));
  }

  /** Completes the call with a stream that is over. */
  void complete(Admission admission, ReplyStream<R> stream) {
    var reply = stream.reply();
    complete(
        admission,
        reply,
        stream.requestId(),
        stream::heldInputs,
        result -> {
          stream.finish(result);
          return result instanceof CheckResult.Blocked ? reply.blocked("") : reply;
        });
  }

  private static <R extends Reply<R>> R after(CheckResult result, R reply) throws IOException {
    return switch (result) {
      case CheckResult.Passed() -> reply;
      case CheckResult.Masked(var inputs) -> reply.withToolInputs(inputs);
      case CheckResult.Blocked(var message) -> reply.blocked(message);
    };
  }

  /** Reads the inputs that an answer hands to tools. */
  private interface Inputs {
    List<String> read() throws IOException;
  }

  /**
   * Hands on the part of the answer that the check allows, and returns the reply that the caller
   * has then got as a whole.
   */
  private interface Release<R> {
    R after(CheckResult result) throws IOException;
  }

  private void complete(
      Admission admission, R reply, String requestId, Inputs inputs, Release<R> release) {
    if (call.isUnwanted() || !TextGuard.checksAnswers(admission.limits())) {
      // No check is needed: nobody waits for the answer any more, or the endpoint does not check
      // tools.
      finish(admission, new CheckResult.Passed(), reply, requestId, release);
      return;
    }
    List<String> toCheck;
    try {
      toCheck = inputs.read();
    } catch (IOException | RuntimeException e) {
      LOG.error("event=tools_unreadable {} error=\"{}\"", call.subject(), e.toString());
      fail(admission, reply, unreadable());
      return;
    }
    var check = call.texts().checkAnswer(admission, toCheck);
    if (check.succeeded()) {
      finish(admission, check.result(), reply, requestId, release);
    } else {
      check.onComplete(
          result -> finish(admission, result, reply, requestId, release),
          e -> fail(admission, reply, (CallFailure) e));
    }
  }

  private void finish(
      Admission admission, CheckResult result, R reply, String requestId, Release<R> release) {
    R released;
    try {
      released = release.after(result);
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the call has to be settled.
      LOG.error("event=answer_not_released {} error=\"{}\"", call.subject(), e.toString());
      fail(admission, reply, TextGuard.broken());
      return;
    }
    call.finish(admission, released.withFindings(call.texts().findings()), requestId);
  }

  /** Fails a call for which the model is billed, though the caller gets nothing of the answer. */
  private void fail(Admission admission, R reply, CallFailure failure) {
    call.booking().settle(admission, reply);
    call.fail(failure);
  }
}
