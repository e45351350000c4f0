package ai.kernelpanic09.sidecar.textcheck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guardrail sees all of an input that a caller would get, and sees it in plain characters. */
class HeldEventsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ \"q\" : \"A\\u0064a\" }        | {\"q\":\"Ada\"}",
        "{\"q\":\"\\ud835\\udc00da\"}      | {\"q\":\"\uD835\uDC00da\"}",
        "{\"q\":\"\uD835\uDC00da\"}        | {\"q\":\"\uD835\uDC00da\"}",
        "{\"n\":1.50}                 | {\"n\":1.50}",
        "{\"q\":1} {\"q\":\"Ada\"}     | {\"q\":1} {\"q\":\"Ada\"}",
        "{\"q\":1}, call Ada         | {\"q\":1}, call Ada",
        "{\"q\":\"Ad                 | {\"q\":\"Ad",
        "``                         | ``",
      })
  void noneOfAnInputIsHidden(String input, String seen) {
    var held = new HeldEvents();
    for (var i = 0; i < input.length(); i++) {
      held.add(piece(input.substring(i, i + 1)));
    }
    held.add(piece(""));

    assertThat(held.toolInputs()).containsExactly(seen);
  }

  private static BlockDelta piece(String input) {
    var frame = Frame.of("contentBlockDelta", new byte[0]);
    return new BlockDelta(frame, 0, new Delta.ToolInput(new Span(0, 0), input));
  }
}
