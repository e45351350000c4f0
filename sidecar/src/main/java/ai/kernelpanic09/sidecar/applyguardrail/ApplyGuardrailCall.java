package ai.kernelpanic09.sidecar.applyguardrail;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.bedrock.RuntimeTarget;
import ai.kernelpanic09.sidecar.body.Patch;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict;
import ai.kernelpanic09.sidecar.guardrail.RedactedTrace;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.WholeReply;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A request of ApplyGuardrail, for the guardrail that the calls of its endpoint carry anyway. It
 * costs what the guardrail costs, and nothing of the model.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html">
 *     ApplyGuardrail</a>
 */
public final class ApplyGuardrailCall implements ModelCall<WholeReply> {

  private static final int MAX_BLOCKS = 100_000;

  private static final String ASSESSMENTS = "assessments";

  private final ReceivedBytes body;
  private final CallerGuardrail guardrail;
  private final long characters;
  private final int images;
  private final Held held;

  private ApplyGuardrailCall(
      ReceivedBytes body, CallerGuardrail guardrail, long characters, int images, Held held) {
    this.body = body;
    this.guardrail = guardrail;
    this.characters = characters;
    this.images = images;
    this.held = held;
  }

  /**
   * Reads a body.
   *
   * @param guardrail that the path names
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  public static ApplyGuardrailCall read(ReceivedBytes body, CallerGuardrail guardrail, Held held)
      throws InvalidRequestException {
    var members = JsonMembers.document(body);
    members.allow(Set.of("source", "content", "outputScope"));
    members.require("source");
    var content = new Content();
    members.require("content").each(MAX_BLOCKS, content::add);
    return new ApplyGuardrailCall(body, guardrail, content.characters, content.images, held);
  }

  /** Counts what is billed. */
  private static final class Content {
    private long characters;
    private int images;

    private void add(JsonMember block) throws InvalidRequestException {
      var parts = block.members();
      parts.allow(Set.of("text", "image"));
      var text = parts.get("text");
      if (text != null) {
        var said = text.members();
        said.allow(Set.of("text", "qualifiers"));
        var words = said.require("text");
        if (!words.isText()) {
          throw words.wrong("must be a text");
        }
        // Each text may begin a text unit of its own.
        characters += GuardrailUnits.billedCharacters(words.scanner().scanned().characters());
      }
      images += parts.has("image") ? 1 : 0;
    }
  }

  @Override
  public boolean callsModel() {
    return false;
  }

  @Override
  public int bodyBytes() {
    return body.length();
  }

  @Override
  public long allocated() {
    return 0;
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
    return guardrail.refused(limits);
  }

  @Override
  public @Nullable CallShape shape(EndpointLimits limits) {
    return null;
  }

  @Override
  public Money worstBeside(EndpointLimits limits) {
    var own = limits.guardrail();
    return own == null ? Money.ZERO : own.price().maxCost(characters, images);
  }

  @Override
  public CheckedTexts checkedTexts() {
    return CheckedTexts.NONE;
  }

  @Override
  public BedrockRequest request(Revision revision, CallLabel label, boolean streamed) {
    var own = revision.limits().guardrail();
    if (own == null) {
      throw new IllegalStateException("there is no guardrail to apply");
    }
    var all = new Splices(body);
    all.copy(0, body.length());
    return new BedrockRequest(
        RuntimeTarget.guardrailPath(own.id(), own.version()),
        new SplicedBody(all, new Splices(body)));
  }

  @Override
  public WholeReply read(BedrockAnswer answer) throws IOException {
    var verdict = GuardrailVerdict.read(answer.body().toArray());
    var units = verdict.units();
    return new WholeReply(
        redacted(answer.body()),
        units == null ? null : Usage.NONE.withGuardrail(units),
        verdict.findings());
  }

  /** The answer without what its assessments quote. */
  private static Splices redacted(ReceivedBytes answer) throws IOException {
    var all = new Splices(answer);
    try {
      var from = JsonScanner.lenient(answer, 0, answer.length());
      from.next();
      var found = JsonMembers.read(from).get(ASSESSMENTS);
      var patches =
          found == null
              ? List.<Patch>of()
              : List.of(
                  new Patch(
                      found.start(),
                      found.end(),
                      RedactedTrace.of(
                          answer
                              .open(found.start(), found.end())
                              .readNBytes(found.end() - found.start()))));
      Patch.copy(all, 0, answer.length(), patches);
      return all;
    } catch (InvalidRequestException e) {
      throw new IOException("an answer that can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public EventReader<WholeReply> events() {
    throw new IllegalStateException("a verdict is never streamed");
  }

  @Override
  public WholeReply blocked(String message, SortedSet<GuardrailFinding> findings) {
    throw new IllegalStateException("a call without tools is never blocked");
  }
}
