package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerStream;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Passes Bedrock's own frames on as they came. Nothing is written before the first of them, so what
 * fails until then is answered with its own status; a later failure is the stream's last frame.
 */
final class PassedStream<R extends Reply<R>> implements ReplySink, AnswerWriter<R> {

  private final HttpServerResponse response;
  private final AnswerStream stream;
  private final OwnForm<R> form;
  private @Nullable EndpointName served;
  private String requestId = "";
  private boolean messageBegun;
  private boolean messageEnded;
  private int block = -1;

  PassedStream(Exchange exchange, OwnForm<R> form) {
    response = exchange.response();
    stream = exchange.stream();
    this.form = form;
  }

  @Override
  public ReplySink sink() {
    return this;
  }

  @Override
  public void sent() {}

  @Override
  public void begin(EndpointName endpoint, String id, Flow flow) {
    served = endpoint;
    requestId = id;
    stream.follow(flow);
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case ReplyEvent.MessageStart e -> messageBegun = true;
      case ReplyEvent.BlockStart start -> {
        beginMessage();
        block = start.index();
      }
      case ReplyEvent.BlockDelta delta -> {
        beginMessage();
        begin(delta.index());
      }
      case ReplyEvent.MessageStop e -> messageEnded = true;
      case ReplyEvent.BlockStop e -> {}
      case ReplyEvent.Metadata e -> {}
      case ReplyEvent.Other e -> {}
    }
    send(event.frame());
  }

  private void beginMessage() {
    if (!messageBegun) {
      messageBegun = true;
      form.begin().forEach(this::send);
    }
  }

  private void begin(int index) {
    if (index != block) {
      block = index;
      form.start(index).forEach(this::send);
    }
  }

  @Override
  public void answered(CallAnswer<R> answer) {
    if (stream.isOver()) {
      return;
    }
    if (!messageEnded) {
      form.end(block, answer.reply()).forEach(this::send);
    }
    beginOnce();
    stream.end(Buffer.buffer());
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (response.headWritten()) {
      stream.end(BedrockErrors.frame(failure));
    } else {
      BedrockErrors.FORM.write(response, failure);
    }
  }

  private void send(Frame frame) {
    beginOnce();
    stream.send(Buffer.buffer(frame.bytes()));
  }

  private void beginOnce() {
    if (response.headWritten()) {
      return;
    }
    response.setChunked(true).putHeader("content-type", "application/vnd.amazon.eventstream");
    if (served != null) {
      AnswerHeaders.nameEndpoint(response, served);
    }
    RequestId.write(response, requestId);
    form.streamHeaders().forEach(response::putHeader);
  }
}
