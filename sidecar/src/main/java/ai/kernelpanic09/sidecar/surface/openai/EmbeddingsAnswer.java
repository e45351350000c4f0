package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.invokemodel.Embedding;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelReply;
import ai.kernelpanic09.sidecar.invokemodel.InvokeTerms;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** Asks for the vectors of all texts, call by call, and answers them together. */
final class EmbeddingsAnswer implements AnswerWriter<InvokeModelReply> {

  private final Exchange exchange;
  private final EmbeddingsWish wish;
  private final Embedding way;
  private final String modelId;
  private final Buffer data = Buffer.buffer("{\"object\":\"list\",\"data\":[");
  private int asked;
  private int answered;
  private long tokens;

  EmbeddingsAnswer(Exchange exchange, EmbeddingsWish wish, Embedding way, String modelId) {
    this.exchange = exchange;
    this.wish = wish;
    this.way = way;
    this.modelId = modelId;
  }

  /** Makes the next call. */
  void next() {
    var texts = wish.texts().subList(asked, Math.min(wish.texts().size(), asked + way.maxTexts()));
    asked += texts.size();
    try {
      var dimensions = wish.dimensions() == null ? null : wish.dimensions().wholeNumber(1);
      var body = way.body(texts, dimensions);
      exchange.hold(body.length());
      exchange.call(InvokeModelCall.read(body, modelId, InvokeTerms.NONE, exchange.memory()), this);
    } catch (InvalidRequestException e) {
      exchange.fail(Exchange.invalid(e));
    } catch (CallFailure e) {
      exchange.fail(e);
    }
  }

  @Override
  public void answered(CallAnswer<InvokeModelReply> answer) {
    var usage = answer.reply().usage();
    tokens += usage == null ? 0 : usage.inputTokens();
    try {
      for (var vector : way.vectors(answer.reply())) {
        exchange.hold(vector.end() - vector.start());
        vector(vector);
      }
    } catch (InvalidRequestException e) {
      failed(new CallFailure(ErrorCode.UPSTREAM_ERROR, "the model's answer holds no vector"));
      return;
    } catch (CallFailure e) {
      failed(e);
      return;
    }
    if (answered < asked) {
      failed(new CallFailure(ErrorCode.UPSTREAM_ERROR, "the model's answer lacks vectors"));
    } else if (asked < wish.texts().size()) {
      next();
    } else {
      write(answer);
    }
  }

  private void vector(JsonMember vector) throws InvalidRequestException {
    data.appendString(answered == 0 ? "" : ",")
        .appendString("{\"object\":\"embedding\",\"index\":" + answered + ",\"embedding\":");
    answered++;
    if (wish.base64()) {
      data.appendString("\"").appendString(base64(vector)).appendString("\"}");
    } else {
      try (var bytes = vector.body().open(vector.start(), vector.end())) {
        data.appendBytes(bytes.readAllBytes()).appendString("}");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The numbers as 32-bit floats, least byte first, as OpenAI's clients read them. */
  private static String base64(JsonMember vector) throws InvalidRequestException {
    var floats = Buffer.buffer();
    var from = vector.scanner();
    while (from.next() == Token.NUMBER) {
      floats.appendFloatLE(Float.parseFloat(from.text()));
    }
    return Base64.getEncoder().encodeToString(floats.getBytes());
  }

  private void write(CallAnswer<InvokeModelReply> answer) {
    var response = exchange.response();
    if (response.ended() || response.closed()) {
      return;
    }
    AnswerHeaders.nameEndpoint(response, answer.endpoint());
    response
        .putHeader("content-type", "application/json")
        .end(
            data.appendString("],\"model\":")
                .appendBytes(JsonQuoting.of(wish.model()))
                .appendString(
                    ",\"usage\":{\"prompt_tokens\":"
                        + tokens
                        + ",\"total_tokens\":"
                        + tokens
                        + "}}"));
  }

  @Override
  public void failed(CallFailure failure) {
    OpenAiErrors.FORM.write(exchange.response(), failure);
  }
}
