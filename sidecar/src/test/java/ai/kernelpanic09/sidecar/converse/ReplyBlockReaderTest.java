package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The blocks of an answer, as ranges of Bedrock's bytes. */
class ReplyBlockReaderTest {

  private static List<ReplyBlock> read(String blocks, String... masked) {
    var bytes = blocks.getBytes(StandardCharsets.UTF_8);
    return ReplyBlockReader.read(
        ReceivedBytes.of(bytes),
        0,
        bytes.length,
        Stream.of(masked).map(each -> each.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static String text(@Nullable JsonMember member) {
    try {
      return member == null ? "" : member.text();
    } catch (InvalidRequestException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachKindIsKnown() {
    var blocks =
        read(
            """
            [{"text":"a\\ud83d"},
             {"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},
             {"reasoningContent":{"reasoningText":{"text":"t"}}},
             {"reasoningContent":{"redactedContent":"cmVk"}},
             {"toolUse":{"toolUseId":"1","name":"n","input":{ "a" : "\\u0062" }}},
             {"citationsContent":{"content":[{"text":"c"},{"text":"d"}],"citations":[{}]}}]""");
    assertThat(blocks)
        .extracting(each -> each.getClass().getSimpleName())
        .containsExactly("Text", "Reasoning", "Reasoning", "RedactedReasoning", "ToolUse", "Cited");
    // Models write halves of pairs.
    assertThat(text(((ReplyBlock.Text) blocks.get(0)).text())).isEqualTo("a\ud83d");
    assertThat(text(((ReplyBlock.Reasoning) blocks.get(1)).signature())).isEqualTo("s");
    assertThat(((ReplyBlock.Reasoning) blocks.get(2)).signature()).isNull();
    assertThat(text(((ReplyBlock.RedactedReasoning) blocks.get(3)).base64())).isEqualTo("cmVk");
    assertThat(((ReplyBlock.ToolUse) blocks.get(4)).input()).isEqualTo("{\"a\":\"b\"}");
    assertThat(((ReplyBlock.Cited) blocks.get(5)).texts())
        .extracting(ReplyBlockReaderTest::text)
        .containsExactly("c", "d");
  }

  @Test
  void maskedInputsStandInThePlaceOfTheirs() {
    var blocks =
        read(
            """
            [{"toolUse":{"toolUseId":"1","name":"n","input":{"a":1}}},{"text":"x"},
             {"toolUse":{"toolUseId":"2","name":"n","input":{"a":2}}}]""",
            "{\"a\":7}",
            "{\"a\":8}");
    assertThat(((ReplyBlock.ToolUse) blocks.get(0)).input()).isEqualTo("{\"a\":7}");
    assertThat(((ReplyBlock.ToolUse) blocks.get(2)).input()).isEqualTo("{\"a\":8}");
  }

  @Test
  void aToolWithoutInputHasAnEmptyOne() {
    assertThat(read("[{\"toolUse\":{\"toolUseId\":\"1\",\"name\":\"n\"}}]"))
        .singleElement()
        .extracting(each -> ((ReplyBlock.ToolUse) each).input())
        .isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"image\":{\"format\":\"png\"}}",
        "{\"text\":7}",
        "{\"toolUse\":{\"name\":\"n\"}}",
        "{\"reasoningContent\":{}}",
        "{}"
      })
  void whatIsNotKnownIsABlockAllTheSame(String block) {
    assertThat(read("[" + block + "]")).singleElement().isInstanceOf(ReplyBlock.Other.class);
  }
}
