package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.reply.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The model's answer and its cost.
 *
 * @param endpoint the endpoint that answered: the one that was called, or a fallback of it
 * @param cost the dollars that were booked: the worst case where the answer does not tell its usage
 * @param requestId Bedrock's id of the request; empty when no model was called
 */
public record CallAnswer<R extends Reply<R>>(
    EndpointName endpoint, R reply, Money cost, String requestId) {

  /**
   * Bedrock's own body as {@link Reply#body} gives it, so that the caller may have it; null when
   * there is none.
   */
  public @Nullable Splices body() {
    return reply.body();
  }
}
