package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.counttokens.TokenCount;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.reply.WholeReply;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** How many tokens a message has. */
final class CountAnswer implements AnswerWriter<WholeReply> {

  private final HttpServerResponse response;

  CountAnswer(HttpServerResponse response) {
    this.response = response;
  }

  @Override
  public void answered(CallAnswer<WholeReply> answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    try {
      var tokens = TokenCount.in(answer);
      AnswerHeaders.nameEndpoint(response, answer.endpoint());
      response
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(Json.object(32, to -> to.writeNumberField("input_tokens", tokens))));
    } catch (CallFailure e) {
      failed(e);
    }
  }

  @Override
  public void failed(CallFailure failure) {
    AnthropicErrors.FORM.write(response, failure);
  }
}
