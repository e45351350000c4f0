package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Whatever goes wrong with an event ends the call, and the call may be billed. */
class EventIntakeTest {

  static Stream<Exception> faults() {
    return Stream.of(new IOException("no event"), new IllegalStateException("a fault of ours"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void anEventThatCanNotBeTakenFailsTheCall(Exception fault) {
    var intake =
        new EventIntake(
            new StreamListener() {
              @Override
              public void opened(AnswerHead head, Flow flow) {}

              @Override
              public void event(Frame frame) throws IOException {
                if (fault instanceof IOException e) {
                  throw e;
                }
                throw (RuntimeException) fault;
              }
            });
    var event = Frame.of("messageStart", "{}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> intake.part(Buffer.buffer(event.bytes())))
        .isInstanceOfSatisfying(
            BedrockException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
        .hasMessageContaining(fault.getMessage());
  }

  @Test
  void aHeaderThatIsNoTextFailsTheCall() {
    var odd = new ByteArrayOutputStream();
    new Message(Map.of(":message-type", HeaderValue.fromInteger(7)), new byte[0]).encode(odd);

    assertThatThrownBy(() -> StreamPieces.receive(odd.toByteArray(), 1, frame -> {}))
        .isInstanceOfSatisfying(
            BedrockException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
        .hasMessageContaining(":message-type");
  }
}
