package ai.kernelpanic09.sidecar.counttokens;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.bedrock.RuntimeTarget;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.WholeReply;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import java.util.Collections;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A request of CountTokens. It is free, so nothing is set aside for it; it counts as a request of
 * its endpoint's rate.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html">
 *     CountTokens</a>
 */
public final class CountTokensCall implements ModelCall<WholeReply> {

  private final RequestBody body;
  private final Held held;

  /**
   * @param body in the operation's form
   */
  public CountTokensCall(RequestBody body, Held held) {
    this.body = body;
    this.held = held;
  }

  @Override
  public boolean callsModel() {
    return false;
  }

  @Override
  public int bodyBytes() {
    return (int) body.length();
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
    return null;
  }

  @Override
  public @Nullable CallShape shape(EndpointLimits limits) {
    return null;
  }

  @Override
  public CheckedTexts checkedTexts() {
    return CheckedTexts.NONE;
  }

  @Override
  public BedrockRequest request(Revision revision, CallLabel label, boolean streamed) {
    return new BedrockRequest(RuntimeTarget.countTokensPath(revision.limits().modelId()), body);
  }

  @Override
  public WholeReply read(BedrockAnswer answer) {
    var all = new Splices(answer.body());
    all.copy(0, answer.body().length());
    return new WholeReply(all, Usage.NONE, Collections.emptySortedSet());
  }

  @Override
  public EventReader<WholeReply> events() {
    throw new IllegalStateException("a count is never streamed");
  }

  @Override
  public WholeReply blocked(String message, SortedSet<GuardrailFinding> findings) {
    throw new IllegalStateException("a call without tools is never blocked");
  }
}
