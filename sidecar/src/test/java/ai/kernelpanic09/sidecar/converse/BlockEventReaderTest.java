package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a content block, whose values stay where they are. */
class BlockEventReaderTest {

  private static ReplyEvent read(String type, String json) throws IOException {
    return BlockEventReader.read(Frame.of(type, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String shown(Frame frame, Span span) {
    return new String(frame.bytes(), span.start(), span.length(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":\"a\\\"b\"}                            | Text | \"a\\\"b\"",
        "{\"reasoningContent\":{\"text\":\"h\"}}           | Reasoning | \"h\"",
        "{\"reasoningContent\":{\"signature\":\"c2ln\"}}   | Signature | \"c2ln\"",
        "{\"reasoningContent\":{\"redactedContent\":\"cg\"}} | RedactedReasoning | \"cg\"",
        "{\"citation\":{\"title\":\"t\"}}                  | Citation | {\"title\":\"t\"}",
        "{\"toolUse\":{\"input\":\"{\\\"a\\\":1\"}}        | ToolInput | {\"a\":1",
        "{\"toolUse\":{}}                                  | ToolInput | ''",
        "{\"image\":{\"source\":{}}}                       | Opaque | {\"image\":{\"source\":{}}}",
      })
  void aDeltaIsOfAKind(String delta, String kind, String value) throws IOException {
    var event =
        read("contentBlockDelta", "{\"p\":\"ab\",\"delta\":" + delta + ",\"contentBlockIndex\":3}");
    assertThat(event).isInstanceOf(BlockDelta.class);
    var read = (BlockDelta) event;
    assertThat(read.index()).isEqualTo(3);
    assertThat(read.delta().getClass().getSimpleName()).isEqualTo(kind);
    assertThat(shown(read.frame(), read.delta().object())).isEqualTo(delta);
    assertThat(
            switch (read.delta()) {
              case Delta.Text(var object, var text) -> shown(read.frame(), text);
              case Delta.Reasoning(var object, var text) -> shown(read.frame(), text);
              case Delta.Signature(var object, var text) -> shown(read.frame(), text);
              case Delta.RedactedReasoning(var object, var text) -> shown(read.frame(), text);
              case Delta.Citation(var object, var citation) -> shown(read.frame(), citation);
              case Delta.ToolInput(var object, var input) -> input;
              case Delta.Opaque(var object) -> shown(read.frame(), object);
            })
        .isEqualTo(value);
  }

  @Test
  void aToolBeginsWithItsIdAndName() throws IOException {
    var event =
        read(
            "contentBlockStart",
            "{\"start\":{\"toolUse\":{\"type\":7,\"name\":\"n\",\"toolUseId\":\"t\"}},"
                + "\"contentBlockIndex\":1}");
    assertThat(((ReplyEvent.BlockStart) event).tool()).isEqualTo(new ToolStart("t", "n"));
    var other = read("contentBlockStart", "{\"start\":{\"image\":{}},\"contentBlockIndex\":1}");
    assertThat(((ReplyEvent.BlockStart) other).tool()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[]", "{\"contentBlockIndex\":\"1\"}", "{\"contentBlockIndex\":1.5}"})
  void whatIsNoEventIsRefused(String json) {
    assertThatThrownBy(() -> read("contentBlockDelta", json)).isInstanceOf(IOException.class);
  }
}
