package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a call in Converse's form, and counts what decides its worst case as it writes. Contents
 * stay ranges of the received body: none becomes a string, and none is copied.
 *
 * <p>A surface reads its own form with a {@link JsonScanner} and hands the scanner's present values
 * to the writer. Values in Converse's own shape are passed on ({@code pass…}); all others are
 * composed. There is no way to write a value that is not counted.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">
 *     Converse</a>
 */
public final class ConverseWriter {

  private static final int MAX_STOP_SEQUENCES = 2_500;

  private final JsonScanner from;
  private final Splices written;
  private final WorstCaseTally tally = new WorstCaseTally();
  private final ToolTexts toolTexts;
  private final JsonValues values;
  private final PassedBlocks blocks;
  private @Nullable Long maxTokens;
  private @Nullable String temperature;
  private @Nullable String topP;
  private InferenceSettings.@Nullable Range stopSequences;

  /**
   * @param from reads the body that the call is made of
   */
  public ConverseWriter(JsonScanner from) {
    this.from = from;
    written = new Splices(from.body());
    toolTexts = new ToolTexts(from.body());
    values = new JsonValues(from, tally);
    blocks = new PassedBlocks(from, tally, values, toolTexts);
  }

  /** Passes on messages in Converse's own shape, whose array is the present value. */
  public PassedContent passMessages() {
    member("messages");
    return new PassedContent(from, written, blocks, tally, BlockPlace.MESSAGE);
  }

  /** Passes on a system prompt in Converse's own shape, which is the present value. */
  public PassedContent passSystem() {
    member("system");
    return new PassedContent(from, written, blocks, tally, BlockPlace.SYSTEM);
  }

  /**
   * Passes on the tools that are offered, in Converse's own shape; their object is the present
   * value.
   *
   * @throws InvalidRequestException when something in it is not on the allow-list
   */
  public void passToolConfig() throws InvalidRequestException {
    member("toolConfig");
    var start = from.start();
    new PassedTools(from, blocks).read();
    written.copy(start, from.end());
  }

  /** Composes messages. */
  public ComposedContent composeMessages() {
    member("messages");
    return new ComposedContent(written, tally, toolTexts);
  }

  /** Composes a system prompt. */
  public ComposedContent composeSystem() {
    member("system");
    return new ComposedContent(written, tally, toolTexts);
  }

  /** Composes the tools that are offered. */
  public ComposedTools composeTools() {
    member("toolConfig");
    return new ComposedTools(written, tally);
  }

  /**
   * Reads over the scanner's present value, for one of the {@code compose…} methods to write.
   *
   * @throws InvalidRequestException when it is not JSON
   */
  public ScannedValue value() throws InvalidRequestException {
    return values.value();
  }

  /**
   * Sets the most tokens that the model may generate; without it the endpoint's own limit holds.
   */
  public void maxTokens(long tokens) {
    maxTokens = tokens;
  }

  /**
   * Sets the sampling temperature.
   *
   * @param number a number in JSON
   */
  public void temperature(String number) {
    temperature = number;
  }

  /**
   * Sets the probability mass that is sampled from.
   *
   * @param number a number in JSON
   */
  public void topP(String number) {
    topP = number;
  }

  /**
   * Passes on the texts that end the answer, whose array is the present value.
   *
   * @throws InvalidRequestException when it is no array of texts
   */
  public void passStopSequences() throws InvalidRequestException {
    from.expect(Token.START_ARRAY, "must be an array of texts");
    var path = from.path();
    var start = from.start();
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      if (from.token() != Token.TEXT || from.scanned().characters() == 0) {
        throw from.wrong("must be a text of at least one character");
      }
      if (++count > MAX_STOP_SEQUENCES) {
        throw new InvalidRequestException(path, "must hold at most " + MAX_STOP_SEQUENCES);
      }
    }
    if (count > 0) {
      stopSequences = new InferenceSettings.Range(start, from.end());
    }
  }

  /**
   * The finished call, without the members that depend on limits: those are added when it is sent.
   *
   * @param held its share of the memory for all requests
   */
  public ConverseRequest request(Held held) {
    return new ConverseRequest(
        written,
        tally.counts(),
        toolTexts,
        new InferenceSettings(maxTokens, temperature, topP, stopSequences),
        from.body().length(),
        held);
  }

  private void member(String name) {
    var text = (written.length() == 0 ? "{\"" : ",\"") + name + "\":";
    written.insert(text.getBytes(StandardCharsets.US_ASCII));
  }
}
