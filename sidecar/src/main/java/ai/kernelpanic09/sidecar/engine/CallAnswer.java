package ai.kernelpanic09.sidecar.engine;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.converse.ConverseReply;

/**
 * The model's answer, and what it cost.
 *
 * @param cost what was booked; the worst case where the answer does not tell what was used
 */
public record CallAnswer(ConverseReply reply, Money cost) {}
