package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import java.io.IOException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked call of a model, in the form of one of Bedrock's operations (Converse, InvokeModel with
 * any vendor's body, CountTokens, embeddings): it knows whether an endpoint can serve the call,
 * what the call can cost, which texts a guardrail has to check, how its request is written, and how
 * its answer is read. A request may be written more than once, for the call may be retried.
 *
 * @param <R> the answer
 */
public interface ModelCall<R extends Reply<R>> {

  /** Whether the operation calls the model, and not only a service beside it. */
  default boolean callsModel() {
    return true;
  }

  /** The length of the caller's body in bytes. */
  int bodyBytes();

  /** Bytes of memory that the call takes beside the received body. */
  long allocated();

  /** The call's share of the memory of all requests. */
  Held held();

  /** The prompt that it was rendered from; null for none. */
  @Nullable PromptOrigin origin();

  /**
   * The path of the member that can't be served under these limits, a colon, and why, such as that
   * it has no price or that the model does not take it; null when all can.
   */
  @Nullable String unservable(EndpointLimits limits);

  /**
   * The path of the member for which the answer can't be streamed under these limits, a colon, and
   * why; null when it can.
   */
  default @Nullable String unstreamable(EndpointLimits limits) {
    return null;
  }

  /**
   * The shape that decides the call's worst case under these limits; null for a call that is never
   * billed, so that nothing has to be reserved for it.
   */
  @Nullable CallShape shape(EndpointLimits limits);

  /**
   * What Bedrock can be asked to count of the call's input; null when the request itself shows a
   * bound, or when such a call can't be counted.
   */
  default @Nullable InputCount inputCount(EndpointLimits limits) {
    return null;
  }

  /**
   * The most that the call can cost beside what its shape decides, such as for a guardrail that is
   * applied without a model.
   */
  default Money worstBeside(EndpointLimits limits) {
    return Money.ZERO;
  }

  /** The texts that a guardrail may have to check by calls of their own. */
  CheckedTexts checkedTexts();

  /**
   * The request to send, with the guardrail of the revision and the label wherever the operation
   * takes them.
   *
   * @param streamed whether the answer is wanted event by event
   */
  BedrockRequest request(Revision revision, CallLabel label, boolean streamed);

  /**
   * Reads a whole answer.
   *
   * @throws IOException when it is not an answer of this operation
   */
  R read(BedrockAnswer answer) throws IOException;

  /** A reader of one streamed answer. */
  EventReader<R> events();

  /** The answer to a call that the guardrail has kept from the model, with a usage of nothing. */
  R blocked(String message, SortedSet<GuardrailFinding> findings);
}
