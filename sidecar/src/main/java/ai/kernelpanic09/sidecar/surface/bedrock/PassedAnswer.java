package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import io.vertx.core.http.HttpServerResponse;

/** Passes Bedrock's own body on, as a whole. */
final class PassedAnswer<R extends Reply<R>> implements AnswerWriter<R> {

  private final HttpServerResponse response;
  private final OwnForm<R> form;

  PassedAnswer(HttpServerResponse response, OwnForm<R> form) {
    this.response = response;
    this.form = form;
  }

  @Override
  public void answered(CallAnswer<R> answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    var body = answer.body();
    response.putHeader("content-type", "application/json");
    AnswerHeaders.nameEndpoint(response, answer.endpoint());
    RequestId.write(response, answer.requestId());
    form.headers(answer.reply()).forEach(response::putHeader);
    response.end(SplicedBuffer.of(body == null ? form.whole(answer.reply()) : body));
  }

  @Override
  public void failed(CallFailure failure) {
    BedrockErrors.FORM.write(response, failure);
  }
}
