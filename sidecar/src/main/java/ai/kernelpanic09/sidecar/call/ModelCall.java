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
import ai.kernelpanic09.sidecar.toolcheck.CheckedTexts;
import java.io.IOException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked call of a model, in the form of one of Bedrock's operations (Converse, InvokeModel with
 * any vendor's body, CountTokens, embeddings): whether an endpoint can serve it, what it can cost,
 * which texts a guardrail has to check, how it is written, and how its answer is read. It may be
 * written more than once, for it may be tried again.
 *
 * @param <R> its answer
 */
public interface ModelCall<R extends Reply<R>> {

  /** Bytes of the caller's body. */
  int bodyBytes();

  /** Bytes of memory that it takes beside the received body. */
  long allocated();

  /** The call's share of the memory of all requests. */
  Held held();

  /** The prompt that it was rendered from; null for none. */
  @Nullable PromptOrigin origin();

  /**
   * The member that can't be served under these limits, and why, such as that it has no price or
   * that the model does not take it; null when all can.
   */
  @Nullable String unservable(EndpointLimits limits);

  /**
   * What decides the call's worst case under these limits; null when it is never billed, so that
   * nothing has to be set aside for it.
   */
  @Nullable CallShape shape(EndpointLimits limits);

  /**
   * The most that the call can cost beside what its shape decides, such as for a guardrail that is
   * applied without a model.
   */
  default Money worstBeside(EndpointLimits limits) {
    return Money.ZERO;
  }

  /** The texts of tools, for the guardrail of an endpoint that checks them. */
  CheckedTexts toolTexts();

  /**
   * The request to send: it carries the guardrail of the revision, and the label, wherever the
   * operation wants them.
   *
   * @param streamed whether the answer is wanted event by event
   */
  BedrockRequest request(Revision revision, CallLabel label, boolean streamed);

  /**
   * Reads a whole answer.
   *
   * @throws IOException when it is none of the operation
   */
  R read(BedrockAnswer answer) throws IOException;

  /** Reads one streamed answer. */
  EventReader<R> events();

  /** The answer of a call that the guardrail keeps from the model; it has used nothing. */
  R blocked(String message, SortedSet<GuardrailFinding> findings);
}
