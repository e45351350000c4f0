package ai.kernelpanic09.sidecar.surface.own;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event's data is one line, of the characters that Bedrock has written. */
class EventJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1}             | {\"a\":1}",
        "{N  \"a\" : [ 1,R N2 ]N} | {  \"a\" : [ 1, 2 ]}",
        "{\"a\":N\"x\\ny\"}    | {\"a\":\"x\\ny\"}",
        "{\"\\ud83d\":N0.10}   | {\"\\ud83d\":0.10}",
      })
  void lineBreaksAreLeftOut(String written, String line) {
    var value = written.replace('N', '\n').replace('R', '\r');
    var frame = Frame.of("contentBlockDelta", value.getBytes(StandardCharsets.UTF_8));
    var span = new Span(frame.start(), frame.end());

    var event = EventJson.block(Buffer.buffer(), frame, 3, "delta", span);

    assertThat(event.toString()).isEqualTo("{\"contentBlockIndex\":3,\"delta\":" + line + "}");
  }
}
