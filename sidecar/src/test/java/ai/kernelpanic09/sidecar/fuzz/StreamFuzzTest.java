package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.StreamPieces;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Event streams that are torn, broken, or lie: however the network cuts one, the same events come
 * of it, and nothing but a failure of the call. {@code -Dfuzz.seed=N -Dfuzz.cases=1} replays one.
 */
class StreamFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.cases", 10_000) / 5 + 1;
  private static final long SEED = Seed.CHOSEN;

  @Test
  void aStreamIsReadTheSameHoweverItIsCut() throws Exception {
    var seeds = new SplittableRandom(SEED);
    var complete = 0;
    for (var i = 0; i < CASES; i++) {
      var each = StreamCase.of(i == 0 ? SEED : seeds.nextLong());
      try {
        var whole = received(each, each.bytes().length);
        assertThat(received(each, 1)).isEqualTo(whole);
        assertThat(received(each, 1 + Math.floorMod(each.seed(), 200))).isEqualTo(whole);
        complete += whole.getLast().equals("complete") ? 1 : 0;
      } catch (Throwable e) {
        throw new AssertionError(each.toString(), e);
      }
    }
    if (CASES >= 1_000) {
      assertThat(complete).isBetween(CASES / 5, CASES - CASES / 5);
    }
  }

  /** What a stream brings: its events, and how it ends. */
  private static List<String> received(StreamCase each, int piece)
      throws IOException, InvalidRequestException {
    var events = new ArrayList<String>();
    var body = ReceivedBytes.of(InvokeReader.body("Hi", 8, true));
    var reader = InvokeReader.read(body, Held.NOTHING).request().events();
    try {
      StreamPieces.receive(
          each.bytes(),
          piece,
          frame ->
              events.add(
                  reader.read(frame).getClass().getSimpleName()
                      + frame.type()
                      + (frame.end() - frame.start())));
    } catch (BedrockException e) {
      assertThat(e.kind()).isNotNull();
      events.add(e.kind() + ": " + e.getMessage());
      return events;
    }
    if (reader.isComplete()) {
      var usage = reader.reply().usage();
      assertThat(usage).isNotNull();
      assertThat(usage.inputTokens()).isNotNegative();
      assertThat(usage.outputTokens()).isNotNegative();
      assertThat(usage.cacheReadTokens()).isNotNegative();
      assertThat(usage.cacheWrite5mTokens()).isNotNegative();
      assertThat(usage.cacheWrite1hTokens()).isNotNegative();
    }
    events.add(reader.isComplete() ? "complete" : "incomplete");
    return events;
  }
}
