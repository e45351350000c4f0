package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** The two ways to answer in this form: as a whole, or as a stream. */
final class OwnAnswers {

  private OwnAnswers() {}

  /** The way that the request asks for. */
  static AnswerWriter<ConverseReply> of(Exchange exchange, InvokeReader.Read read) {
    var origin = read.request().origin();
    return read.stream()
        ? new InvokeStream(exchange, origin)
        : new Whole(exchange.response(), origin);
  }

  private record Whole(HttpServerResponse response, @Nullable PromptOrigin origin)
      implements AnswerWriter<ConverseReply> {

    @Override
    public void answered(CallAnswer<ConverseReply> answer) {
      InvokeAnswer.write(response, answer.endpoint(), InvokeAnswer.json(answer, origin));
    }

    @Override
    public void failed(CallFailure failure) {
      ErrorWriter.FORM.write(response, failure);
    }
  }
}
