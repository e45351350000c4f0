package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.body.FramedBody;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CachePrices;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.InputCount;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked request of Converse or ConverseStream, without the members that depend on limits: those
 * are added when it is sent.
 */
public final class ConverseRequest implements ModelCall<ConverseReply> {

  private static final byte[] STOP_SEQUENCES =
      ",\"stopSequences\":".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] BEFORE_COUNTED =
      "{\"input\":{\"converse\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEHIND_COUNTED = "}}}".getBytes(StandardCharsets.US_ASCII);

  private final Splices written;
  private final Splices settings;
  private final Counts counts;
  private final FeatureNotes features;
  private final BodyTexts checkedTexts;
  private final GuardMarks marks;
  private final InferenceSettings inference;
  private final CallerTerms terms;
  private final int bodyBytes;
  private final long addedBytes;
  private final Held held;
  private final @Nullable PromptOrigin origin;
  private final WrittenTexts texts;

  /**
   * The counts that decide the worst case, as far as the request itself tells.
   *
   * @param settingsBytes the part of {@code textBytes} that CountTokens does not take
   * @param cachePoint path of the caller's first cache point; null for none
   * @param longCache path of the caller's first member that wants an hour's cache; null for none
   */
  record Counts(
      int parts,
      long textBytes,
      long settingsBytes,
      long guardedCharacters,
      int images,
      boolean opaque,
      boolean tools,
      boolean reasoning,
      @Nullable String cachePoint,
      @Nullable String longCache) {}

  /**
   * @param written what the model reads, without the end of its object
   * @param settings further members, each with a comma before it
   */
  ConverseRequest(
      Splices written,
      Splices settings,
      Counts counts,
      FeatureNotes features,
      BodyTexts checkedTexts,
      GuardMarks marks,
      InferenceSettings inference,
      CallerTerms terms,
      int bodyBytes,
      long addedBytes,
      Held held) {
    this(
        written,
        settings,
        counts,
        features,
        checkedTexts,
        marks,
        inference,
        terms,
        bodyBytes,
        addedBytes,
        held,
        null);
  }

  private ConverseRequest(
      Splices written,
      Splices settings,
      Counts counts,
      FeatureNotes features,
      BodyTexts checkedTexts,
      GuardMarks marks,
      InferenceSettings inference,
      CallerTerms terms,
      int bodyBytes,
      long addedBytes,
      Held held,
      @Nullable PromptOrigin origin) {
    this.written = written;
    this.settings = settings;
    this.counts = counts;
    this.features = features;
    this.checkedTexts = checkedTexts;
    this.marks = marks;
    this.inference = inference;
    this.terms = terms;
    this.bodyBytes = bodyBytes;
    this.addedBytes = addedBytes;
    this.held = held;
    this.origin = origin;
    texts = new WrittenTexts(written, checkedTexts, held);
  }

  /** The same request with the prompt that it was rendered from as its origin. */
  public ConverseRequest from(PromptOrigin prompt) {
    return new ConverseRequest(
        written,
        settings,
        counts,
        features,
        checkedTexts,
        marks,
        inference,
        terms,
        bodyBytes,
        addedBytes,
        held,
        prompt);
  }

  @Override
  public Held held() {
    return held;
  }

  @Override
  public long allocated() {
    return written.allocated()
        + settings.allocated()
        + checkedTexts.allocated()
        + marks.allocated()
        + addedBytes;
  }

  @Override
  public @Nullable PromptOrigin origin() {
    return origin;
  }

  @Override
  public int bodyBytes() {
    return bodyBytes;
  }

  @Override
  public CheckedTexts checkedTexts() {
    return texts;
  }

  @Override
  public @Nullable String unservable(EndpointLimits limits) {
    if (limits.maxTokens() == 0) {
      return "model " + limits.modelId() + " makes vectors and no answers";
    }
    var unpriced = CachePrices.missing(limits, counts.cachePoint(), counts.longCache());
    if (unpriced != null) {
      return unpriced;
    }
    var refused = features.refused(limits.modelId());
    if (refused != null) {
      return refused;
    }
    var unseen = marks.refused(limits);
    return unseen == null ? terms.refused(limits) : unseen;
  }

  @Override
  public @Nullable String unstreamable(EndpointLimits limits) {
    return marks.unstreamable(limits);
  }

  @Override
  public CallShape shape(EndpointLimits limits) {
    return new CallShape(
            counts.parts(),
            counts.textBytes(),
            counts.guardedCharacters(),
            counts.images(),
            counts.opaque(),
            counts.tools(),
            counts.cachePoint() != null,
            maxTokens(limits))
        .reasoning(counts.reasoning());
  }

  @Override
  public @Nullable InputCount inputCount(EndpointLimits limits) {
    return counts.opaque() ? new InputCount(counted(written), counts.settingsBytes()) : null;
  }

  /** What the model reads, in the form of CountTokens. */
  static RequestBody counted(Splices written) {
    return new FramedBody(
        BEFORE_COUNTED, new SplicedBody(written, new Splices(written.body())), BEHIND_COUNTED);
  }

  @Override
  public BedrockRequest request(Revision revision, CallLabel label, boolean streamed) {
    var stops = inference.stopSequences();
    var tail = new Splices(written.body());
    tail.append(settings);
    tail.insert(revision.part(ConverseTail.class, ConverseTail::of).fixed());
    tail.insert(
        ConverseTail.ofCall(
            label, origin, terms.labels(), maxTokens(revision.limits()), inference));
    if (stops != null) {
      tail.insert(STOP_SEQUENCES);
      tail.copy(stops.start(), stops.end());
    }
    tail.insert(ConverseTail.END);
    var operation = streamed ? "converse-stream" : "converse";
    return new BedrockRequest(
        revision.target().path(operation),
        new SplicedBody(marks.within(texts.written(), revision.limits()), tail));
  }

  @Override
  public ConverseReply read(BedrockAnswer answer) throws IOException {
    return ReplyReader.read(answer.body(), counts.longCache() != null);
  }

  @Override
  public EventReader<ConverseReply> events() {
    return new StreamReader(counts.longCache() != null);
  }

  @Override
  public ConverseReply blocked(String message, SortedSet<GuardrailFinding> findings) {
    return ConverseReply.unsent(message, findings);
  }

  private long maxTokens(EndpointLimits limits) {
    var asked = inference.maxTokens();
    return asked == null ? limits.maxTokens() : Math.min(asked, limits.maxTokens());
  }
}
