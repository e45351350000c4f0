package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;

/** Opens this package's reader of event streams to tests of all that a stream can hold. */
public final class StreamPieces {

  private StreamPieces() {}

  /** Takes an event of a stream. */
  @FunctionalInterface
  public interface Events {
    void take(Frame frame) throws IOException;
  }

  /**
   * Receives a stream that comes in pieces of {@code size} bytes.
   *
   * @throws BedrockException when it can't be read, or ends with an exception
   */
  public static void receive(byte[] stream, int size, Events to) {
    var intake =
        new EventIntake(
            new StreamListener() {
              @Override
              public void opened(AnswerHead head, Flow flow) {}

              @Override
              public void event(Frame frame) throws IOException {
                to.take(frame);
              }
            });
    for (var at = 0; at < stream.length; at += size) {
      intake.part(
          Buffer.buffer(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size))));
    }
    intake.end();
  }
}
