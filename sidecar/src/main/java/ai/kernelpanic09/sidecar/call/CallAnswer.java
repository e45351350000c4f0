package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.converse.ConverseReply;

/**
 * The model's answer, and what it cost.
 *
 * @param endpoint that answered: the one that was called, or a fallback of it
 * @param cost what was booked; the worst case where the answer does not tell what was used
 */
public record CallAnswer(EndpointName endpoint, ConverseReply reply, Money cost) {}
