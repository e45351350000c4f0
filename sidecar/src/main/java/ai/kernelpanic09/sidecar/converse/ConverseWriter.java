package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a call in Converse's form, and counts what decides its worst case as it writes. Contents
 * stay ranges of the received body: none becomes a string, and none is copied.
 *
 * <p>A surface reads its own form with a {@link JsonScanner}. What it has in Converse's own shape
 * it passes on ({@code pass…}); all else it composes of values of the body. There is no way to
 * write a value that is not counted.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">
 *     Converse</a>
 */
public final class ConverseWriter {

  private static final int MAX_STOP_SEQUENCES = 2_500;

  private final JsonScanner from;
  private final int bodyBytes;
  private final Splices written;
  private final Splices settings;
  private final WorstCaseTally tally = new WorstCaseTally();
  private final FeatureNotes features = new FeatureNotes();
  private final ModelFields fields = new ModelFields(tally, features);
  private final BodyTexts checkedTexts;
  private final GuardMarks marks = new GuardMarks();
  private final PassedBlocks blocks;
  private @Nullable ComposedContent messages;
  private @Nullable ComposedContent system;
  private @Nullable ComposedTools tools;
  private CallerLabels labels = CallerLabels.NONE;
  private @Nullable CallerGuardrail guardrail;
  private @Nullable String contentField;
  private @Nullable Long maxTokens;
  private @Nullable String temperature;
  private @Nullable String topP;
  private InferenceSettings.@Nullable Range stopSequences;
  private long addedBytes;

  /**
   * @param from reads the body that the call is made of
   */
  public ConverseWriter(JsonScanner from) {
    this.from = from;
    bodyBytes = from.body().length();
    written = new Splices(from.body());
    settings = new Splices(from.body());
    checkedTexts = new BodyTexts(from.body());
    blocks = new PassedBlocks(from, tally, new JsonValues(from, tally), checkedTexts, marks);
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

  /**
   * Passes on the object {@code outputConfig} in Converse's own shape, which is the present value.
   *
   * @throws InvalidRequestException when something in it is not on the allow-list
   */
  public void passOutputConfig() throws InvalidRequestException {
    new PassedFields(features).output(passSetting("outputConfig"));
  }

  /**
   * Passes on the object {@code additionalModelRequestFields}, which is the present value.
   *
   * @throws InvalidRequestException when something in it is not on the allow-list
   */
  public void passModelFields() throws InvalidRequestException {
    member("additionalModelRequestFields");
    var value = JsonMember.of(from);
    tally.json(bytes(value), false);
    written.copy(value.start(), value.end());
    new PassedFields(features).model(value);
  }

  /**
   * Passes on the array {@code additionalModelResponseFieldPaths}, which is the present value.
   *
   * @throws InvalidRequestException when it is no array of texts
   */
  public void passResponseFieldPaths() throws InvalidRequestException {
    contentField = PassedFields.responsePaths(passSetting("additionalModelResponseFieldPaths"));
  }

  private JsonMember passSetting(String name) throws InvalidRequestException {
    settings.insert((",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII));
    var value = JsonMember.of(from);
    tally.settings(bytes(value));
    settings.copy(value.start(), value.end());
    return value;
  }

  private long bytes(JsonMember value) throws InvalidRequestException {
    return new JsonValues(value.scanner(), tally).read();
  }

  /** What the caller writes into the invocation logs, beside our own label. */
  public void labels(CallerLabels callers) {
    labels = callers;
  }

  /** The guardrail that the caller names itself. */
  public void guardrail(CallerGuardrail callers) {
    guardrail = callers;
  }

  /** Composes messages. */
  public ComposedContent messages() {
    var composed = messages;
    if (composed == null) {
      composed =
          new ComposedContent(new Splices(from.body()), tally, checkedTexts, BlockPlace.MESSAGE);
      messages = composed;
    }
    return composed;
  }

  /** Composes a system prompt; none is sent where nothing is composed. */
  public ComposedContent system() {
    var composed = system;
    if (composed == null) {
      composed =
          new ComposedContent(new Splices(from.body()), tally, checkedTexts, BlockPlace.SYSTEM);
      system = composed;
    }
    return composed;
  }

  /** Composes the tools that are offered; none are where nothing is composed. */
  public ComposedTools tools() {
    var composed = tools;
    if (composed == null) {
      composed = new ComposedTools(new Splices(from.body()), tally, features);
      tools = composed;
    }
    return composed;
  }

  /**
   * Offers the tools of a conversation that offers none any more: Bedrock wants those offered still
   * that were used.
   */
  public void offerUsed(Set<String> names) {
    for (var name : names) {
      tools().tool(text(name), null, json(ComposedTools.NO_INPUT));
    }
  }

  /** The members that only some families of models take. */
  public ModelFields fields() {
    return fields;
  }

  /** Reads over a value of the body, to compose something of it. */
  public ScannedValue value(JsonMember member) throws InvalidRequestException {
    return new JsonValues(member.scanner(), tally).value();
  }

  /** A text of our own, as a value to compose something of. It is added to the body. */
  public ScannedValue text(String text) {
    return ownJson(JsonQuoting.of(text));
  }

  /** JSON of our own, as a value to compose something of. It is added to the body. */
  public ScannedValue json(String json) {
    return ownJson(json.getBytes(StandardCharsets.UTF_8));
  }

  private ScannedValue ownJson(byte[] json) {
    try {
      return scanned(json);
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("JSON of our own can't be read", e);
    }
  }

  /**
   * JSON from within a text of the caller's.
   *
   * @param of the text
   * @throws InvalidRequestException when it is not JSON
   */
  public ScannedValue json(JsonMember of, String json) throws InvalidRequestException {
    try {
      return scanned(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidRequestException e) {
      throw of.wrong("must be JSON in a text");
    }
  }

  private ScannedValue scanned(byte[] json) throws InvalidRequestException {
    var start = added(json);
    var scanner = new JsonScanner(from.body(), start, from.body().length());
    scanner.next();
    var value = new JsonValues(scanner, tally).value();
    scanner.next();
    return value;
  }

  /** Adds bytes to the body, where they are a range like any other. Returns where they begin. */
  private int added(byte[] bytes) {
    var start = from.body().length();
    from.body().append(bytes);
    addedBytes += bytes.length;
    return start;
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
   * @param path of the caller's member
   * @param number in JSON
   */
  public void temperature(String path, String number) {
    features.noteTemperature(path, Double.parseDouble(number) == 1);
    temperature = number;
  }

  /**
   * Sets the probability mass that is sampled from.
   *
   * @param path of the caller's member
   * @param number in JSON
   */
  public void topP(String path, String number) {
    features.note(ModelFeature.TOP_P, path);
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

  /** Texts that end the answer. */
  public void stopSequences(List<String> texts) {
    var json = new StringBuilder("[");
    for (var each : texts) {
      json.append(json.length() == 1 ? "" : ",")
          .append(new String(JsonQuoting.of(each), StandardCharsets.UTF_8));
    }
    var start = added(json.append(']').toString().getBytes(StandardCharsets.UTF_8));
    stopSequences = new InferenceSettings.Range(start, from.body().length());
  }

  /**
   * The finished call, without the members that depend on limits: those are added when it is sent.
   *
   * @param held its share of the memory for all requests
   */
  public ConverseRequest request(Held held) {
    compose();
    var own = fields.settings();
    if (!own.isEmpty()) {
      settings.insertOwn(own.getBytes(StandardCharsets.UTF_8));
    }
    return new ConverseRequest(
        written,
        settings,
        tally.counts(),
        features,
        checkedTexts,
        marks,
        new InferenceSettings(maxTokens, temperature, topP, stopSequences),
        new CallerTerms(labels, guardrail, contentField),
        bodyBytes,
        addedBytes,
        held);
  }

  /**
   * What the model would read, in the form of CountTokens.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html">
   *     CountTokens</a>
   */
  public RequestBody counted() {
    compose();
    return ConverseRequest.counted(written);
  }

  private void compose() {
    if (system != null && !system.isEmpty()) {
      member("system");
      written.append(system.array());
    }
    if (messages != null) {
      member("messages");
      written.append(messages.array());
    }
    if (tools != null && !tools.isEmpty()) {
      member("toolConfig");
      written.append(tools.object());
    }
    var own = fields.requestFields();
    if (!own.isEmpty()) {
      written.insertOwn(
          (written.length() == 0 ? "{" + own.substring(1) : own).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void member(String name) {
    var text = (written.length() == 0 ? "{\"" : ",\"") + name + "\":";
    written.insert(text.getBytes(StandardCharsets.US_ASCII));
  }
}
