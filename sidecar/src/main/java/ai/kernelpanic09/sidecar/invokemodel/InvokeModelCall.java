package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.body.Base64Body;
import ai.kernelpanic09.sidecar.body.FramedBody;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CachePrices;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.InputCount;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.converse.WrittenTexts;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.textcheck.CheckedKinds;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A request of InvokeModel or InvokeModelWithResponseStream. In which form its body is, and so what
 * it can cost, depends on the model: it is read for each model that it is to be sent to.
 */
public final class InvokeModelCall implements ModelCall<InvokeModelReply> {

  private static final byte[] BEFORE_COUNTED =
      "{\"input\":{\"invokeModel\":{\"body\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEHIND_COUNTED = "\"}}}".getBytes(StandardCharsets.US_ASCII);

  private final ReceivedBytes received;
  private final @Nullable String askedModel;
  private final JsonMember body;
  private final JsonMembers members;
  private final InvokeTerms terms;
  private final Held held;
  private final CheckedTexts texts = new Texts();
  private Form form = new Form("", null, "it has not been read for a model", null);

  /**
   * The body as a model would take it.
   *
   * @param read null when the model would not take it
   * @param problem why it would not; null when it would
   */
  private record Form(
      String modelId,
      @Nullable VendorBody read,
      @Nullable String problem,
      @Nullable WrittenTexts tools) {}

  private InvokeModelCall(
      ReceivedBytes received,
      @Nullable String askedModel,
      JsonMember body,
      JsonMembers members,
      InvokeTerms terms,
      Held held) {
    this.received = received;
    this.askedModel = askedModel;
    this.body = body;
    this.members = members;
    this.terms = terms;
    this.held = held;
  }

  /**
   * Reads a body.
   *
   * @param modelId that it is to be sent to first; null as long as that is not known
   * @throws InvalidRequestException when the model would not take it; the message names the member
   */
  public static InvokeModelCall read(
      ReceivedBytes received, @Nullable String modelId, InvokeTerms terms, Held held)
      throws InvalidRequestException {
    var from = new JsonScanner(received);
    from.next();
    var body = JsonMember.of(from);
    // Nothing may follow.
    from.next();
    var call = new InvokeModelCall(received, modelId, body, body.members(), terms, held);
    if (modelId != null) {
      call.form = call.read(modelId);
      if (call.form.problem != null) {
        throw new InvalidRequestException(call.form.problem);
      }
    }
    return call;
  }

  /** Whose form the body was last read in. */
  public Family family() {
    var read = form.read;
    return read == null ? Family.OTHER : read.family();
  }

  private Form form(EndpointLimits limits) {
    if (!form.modelId.equals(limits.modelId())) {
      form = read(limits.modelId());
    }
    return form;
  }

  private Form read(String modelId) {
    try {
      var read = VendorReader.read(modelId, body, members);
      var whole = new Splices(received);
      whole.copy(body.start(), body.end());
      return new Form(
          modelId, read, null, new WrittenTexts(whole, read.count().checkedTexts(), held));
    } catch (InvalidRequestException e) {
      return new Form(modelId, null, e.getMessage(), null);
    }
  }

  @Override
  public int bodyBytes() {
    return received.length();
  }

  /** What is noted of each tool's text, of which there are fewer than the body has bytes. */
  @Override
  public long allocated() {
    var read = form.read;
    return read == null ? 0 : read.count().checkedTexts().allocated();
  }

  @Override
  public Held held() {
    return held;
  }

  @Override
  public @Nullable PromptOrigin origin() {
    return null;
  }

  @Override
  public @Nullable String unservable(EndpointLimits limits) {
    var known = form(limits);
    var read = known.read;
    if (read == null) {
      return known.problem;
    }
    var count = read.count();
    var unpriced = CachePrices.missing(limits, count.cachePoint(), count.longCache());
    if (unpriced != null) {
      return unpriced;
    }
    if (read.family().embeds() && !isOf(limits.modelId())) {
      return "the vectors of model " + limits.modelId() + " can't be compared with the others";
    }
    var guardrail = limits.guardrail();
    if (guardrail != null && read.family().embeds()) {
      return "the model answers with vectors, to which the guardrail of policy "
          + limits.guardrailPolicy()
          + " can't be applied";
    }
    if (!read.family().isKnown()) {
      var kinds = CheckedKinds.of(limits);
      var unchecked =
          kinds.contains(TextKind.TOOL)
              ? "tool results in it can't be checked"
              : kinds.contains(TextKind.PROMPT) ? "it can't be checked for prompt attacks" : null;
      if (unchecked != null) {
        return "the body of model "
            + limits.modelId()
            + " is not known, so "
            + unchecked
            + "; call it by Converse";
      }
    }
    var callers = terms.guardrail();
    return callers == null ? null : callers.refused(limits);
  }

  /** Whether the model is the one that the caller has asked, through whichever profile. */
  private boolean isOf(String modelId) {
    return askedModel == null || base(askedModel).equals(base(modelId));
  }

  private static String base(String modelId) {
    try {
      return ModelIds.parse(modelId).name();
    } catch (IllegalArgumentException e) {
      return modelId;
    }
  }

  @Override
  public @Nullable CallShape shape(EndpointLimits limits) {
    var read = form(limits).read;
    if (read == null) {
      return null;
    }
    var shape = read.count().shape(maxTokens(read, limits));
    // Each text is read by itself, so that each may fill the context window.
    return read.family().embeds()
        ? shape.bounded(Math.multiplyExact(shape.messages(), limits.bounds().contextWindow()))
        : shape;
  }

  /** Only of a body whose form is known it is known that it asks one thing of the model. */
  @Override
  public @Nullable InputCount inputCount(EndpointLimits limits) {
    var known = form(limits);
    if (known.read == null
        || known.tools == null
        || known.read.family() == Family.OTHER
        || !known.read.count().isOpaque()) {
      return null;
    }
    var whole = new SplicedBody(known.tools.written(), new Splices(received));
    return new InputCount(new FramedBody(BEFORE_COUNTED, new Base64Body(whole), BEHIND_COUNTED), 0);
  }

  @Override
  public CheckedTexts checkedTexts() {
    return texts;
  }

  /** The texts to check in the form that the body was last read in. */
  private final class Texts implements CheckedTexts {

    private CheckedTexts current() {
      var tools = form.tools;
      return tools == null ? NONE : tools;
    }

    @Override
    public int count() {
      return current().count();
    }

    @Override
    public TextKind kind(int index) {
      return current().kind(index);
    }

    @Override
    public long length(int index) {
      return current().length(index);
    }

    @Override
    public void digest(int index, MessageDigest into) {
      current().digest(index, into);
    }

    @Override
    public @Nullable String unreadable(TextKind kind) {
      return current().unreadable(kind);
    }

    @Override
    public boolean hold(long bytes) {
      return current().hold(bytes);
    }

    @Override
    public String read(int index) throws IOException {
      return current().read(index);
    }

    @Override
    public void replace(List<Integer> indexes, List<String> masked) throws IOException {
      current().replace(indexes, masked);
    }
  }

  @Override
  public BedrockRequest request(Revision revision, CallLabel label, boolean streamed) {
    var known = form(revision.limits());
    if (known.read == null || known.tools == null) {
      throw new IllegalStateException("a body that can't be served is not sent");
    }
    return new BedrockRequest(
        revision.target().path(streamed ? "invoke-with-response-stream" : "invoke"),
        InvokeHeaders.of(revision, label, terms.labels()),
        new SplicedBody(
            written(known.read, known.tools, revision.limits()), new Splices(received)));
  }

  private static Splices written(VendorBody read, WrittenTexts tools, EndpointLimits limits) {
    var max = read.maxTokens();
    if (max == null) {
      return tools.written();
    }
    var number = max.before() + maxTokens(read, limits) + max.behind();
    return tools
        .written()
        .replacing(
            new int[] {max.start()},
            new int[] {max.end()},
            1,
            i -> number.getBytes(StandardCharsets.US_ASCII));
  }

  private static long maxTokens(VendorBody read, EndpointLimits limits) {
    if (read.family().embeds()) {
      return 0;
    }
    var max = read.maxTokens();
    // What a model generates at the most that nobody tells is within what it can read.
    return max == null
        ? limits.bounds().contextWindow()
        : Math.min(max.asked(), limits.maxTokens());
  }

  @Override
  public InvokeModelReply read(BedrockAnswer answer) throws IOException {
    return InvokeReplyReader.read(answer, family(), hasLongCache());
  }

  @Override
  public EventReader<InvokeModelReply> events() {
    return new ChunkReader(family(), hasLongCache());
  }

  private boolean hasLongCache() {
    var read = form.read;
    return read != null && read.count().longCache() != null;
  }

  @Override
  public InvokeModelReply blocked(String message, SortedSet<GuardrailFinding> findings) {
    return InvokeModelReply.unsent(family(), message, findings);
  }
}
