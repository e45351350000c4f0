package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of answers goes out from Bedrock's own bytes. */
class ConverseReplyTest {

  private static final String BLOCKS =
      "[ {\"text\":\"Let \\u00e9 \"},{\"toolUse\":{\"input\":{ \"q\" : \"Ada\" }}},{\"text\":\"see\"} ]";

  private static ConverseReply read(String content) throws IOException {
    var json =
        "{\"output\":{\"message\":{\"content\":%s}},\"stopReason\":\"end_turn\"}"
            .formatted(content);
    var body = new ReceivedBytes();
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < bytes.length; at += 7) {
      body.append(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 7)));
    }
    return ReplyReader.read(body, false);
  }

  private static String text(ConverseReply reply) {
    var to = reply.splices();
    reply.copyText(to);
    return string(to);
  }

  private static String blocks(ConverseReply reply) {
    var to = reply.splices();
    reply.copyBlocks(to);
    return string(to);
  }

  private static String string(Splices splices) {
    return SplicedBuffer.of(splices).toString(StandardCharsets.UTF_8);
  }

  @Test
  void textsAreJoinedAndBlocksAreAsBedrockWroteThem() throws IOException {
    var reply = read(BLOCKS);
    assertThat(text(reply)).isEqualTo("\"Let \\u00e9 see\"");
    assertThat(reply.hasBlocks()).isTrue();
    assertThat(blocks(reply)).isEqualTo(BLOCKS);
    assertThat(reply.toolInputs()).containsExactly("{\"q\":\"Ada\"}");
  }

  @Test
  void maskedInputsStandWhereTheOthersStood() throws IOException {
    var masked = read(BLOCKS).withToolInputs(List.of("{\"q\":\"{NAME}\"}"));
    assertThat(blocks(masked))
        .isEqualTo(BLOCKS.replace("{ \"q\" : \"Ada\" }", "{\"q\":\"{NAME}\"}"));
    var body = masked.body();
    assertThat(body == null ? "" : string(body)).contains("{NAME}").doesNotContain("Ada");
    assertThatThrownBy(() -> read(BLOCKS).withToolInputs(List.of("{NAME}")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsBlockedHasNothingOfBedrocksBody() throws IOException {
    var blocked = read(BLOCKS).blocked("Not \"this\".");
    assertThat(text(blocked)).isEqualTo("\"Not \\\"this\\\".\"");
    assertThat(blocked.hasBlocks()).isFalse();
    assertThat(blocked.body()).isNull();
  }

  @Test
  void anEscapeOfHalfACharacterIsPassedOn() throws IOException {
    assertThat(text(read("[{\"text\":\"\\ud83d\"},{\"text\":\"\\ude00\"}]")))
        .isEqualTo("\"\\ud83d\\ude00\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"text\":\"a\nb\"}]", "[{\"text\":\"\\x\"}]", "[7]", "[{\"text\":"})
  void whatIsNoJsonIsNoAnswer(String content) {
    assertThatThrownBy(() -> read(content)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'output':{'message':{'content':%1$s,'content':%1$s}},'stopReason':'end_turn'}",
        "{'output':{'message':{'content':%1$s},'message':{'content':%1$s}},'stopReason':'x'}",
        "{'output':{'message':{'content':%1$s}},'stopReason':'x','output':{'message':{'content':[]}}}",
      })
  void anAnswerWithTwoContentsIsNone(String json) {
    var body = json.replace('\'', '"').formatted(BLOCKS).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ReplyReader.read(ReceivedBytes.of(body), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void eventsAreTypedAndKeepTheirFrames() throws IOException {
    var reader = new StreamReader(false);
    var frame =
        Frame.of(
            "contentBlockDelta",
            "{\"delta\":{\"text\":\"H\\u0069\"},\"contentBlockIndex\":2,\"p\":\"ab\"}"
                .getBytes(StandardCharsets.UTF_8));
    var event = reader.read(frame);
    assertThat(event.frame().bytes()).isSameAs(frame.bytes());
    assertThat(event)
        .isInstanceOfSatisfying(
            BlockDelta.class,
            delta -> {
              assertThat(delta.index()).isEqualTo(2);
              assertThat(delta.delta())
                  .isInstanceOfSatisfying(
                      Delta.Text.class,
                      text ->
                          assertThat(
                                  new String(
                                      frame.bytes(),
                                      text.text().start(),
                                      text.text().length(),
                                      StandardCharsets.UTF_8))
                              .isEqualTo("\"H\\u0069\""));
            });
    assertThat(reader.read(Frame.of("newEvent", new byte[] {'{', '}'})))
        .isInstanceOf(ReplyEvent.Other.class);
    assertThat(reader.toolInput(1, "{}"))
        .isInstanceOfSatisfying(
            BlockDelta.class,
            delta ->
                assertThat(delta.delta())
                    .isInstanceOfSatisfying(
                        Delta.ToolInput.class, tool -> assertThat(tool.input()).isEqualTo("{}")));
  }
}
