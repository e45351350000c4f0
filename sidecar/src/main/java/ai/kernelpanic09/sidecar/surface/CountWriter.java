package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.counttokens.TokenCount;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.WholeReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongFunction;

/** Writes how many tokens a call has, in the form of a surface. */
public final class CountWriter implements AnswerWriter<WholeReply> {

  private final HttpServerResponse response;
  private final ErrorForm errors;
  private final LongFunction<byte[]> form;

  /**
   * @param form the body for a number of tokens, as JSON
   */
  public CountWriter(HttpServerResponse response, ErrorForm errors, LongFunction<byte[]> form) {
    this.response = response;
    this.errors = errors;
    this.form = form;
  }

  @Override
  public void answered(CallAnswer<WholeReply> answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    try {
      var tokens = TokenCount.in(answer);
      AnswerHeaders.nameEndpoint(response, answer.endpoint());
      response.putHeader("content-type", "application/json").end(Buffer.buffer(form.apply(tokens)));
    } catch (CallFailure e) {
      failed(e);
    }
  }

  @Override
  public void failed(CallFailure failure) {
    errors.write(response, failure);
  }
}
