package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Takes a body that is an event stream, in which errors may follow after the answer's status 200.
 */
final class EventIntake implements Intake<Void> {

  private final StreamListener listener;
  private final FrameCutter frames = new FrameCutter(this::frame);
  private AnswerHead head = AnswerHead.NONE;
  private boolean begun;

  EventIntake(StreamListener listener) {
    this.listener = listener;
  }

  @Override
  public void head(AnswerHead opened, Flow flow) {
    head = opened;
    listener.opened(head, flow);
  }

  @Override
  public void part(Buffer part) {
    frames.feed(part);
  }

  @Override
  @SuppressWarnings("NullAway") // Null is the only value of Void.
  public Void end() {
    return null;
  }

  private void frame(byte[] bytes, Message message) {
    switch (header(message, ":message-type")) {
      case "event" -> event(Frame.received(header(message, ":event-type"), bytes));
      case "exception" -> {
        var type = header(message, ":exception-type");
        throw begun
            ? ErrorReader.readStreamed(head, type, message.getPayload())
            : ErrorReader.readFirst(head, type, message.getPayload());
      }
      default ->
          throw ErrorReader.readUnmodelled(
              head, header(message, ":error-code"), header(message, ":error-message"));
    }
  }

  private void event(Frame frame) {
    begun = true;
    try {
      listener.event(frame);
    } catch (IOException | RuntimeException e) {
      throw new BedrockException(
          Kind.UNREADABLE, "Bedrock: an event can't be read: " + e.getMessage());
    }
  }

  /** A header's text; empty when there is none. */
  private static String header(Message message, String name) {
    HeaderValue value = message.getHeaders().get(name);
    try {
      return value == null ? "" : value.getString();
    } catch (IllegalStateException e) {
      throw new BedrockException(
          Kind.UNREADABLE, "Bedrock: an event's header " + name + " is no text");
    }
  }
}
