package ai.kernelpanic09.simulator.bill;

import java.time.Instant;
import java.util.Map;

/**
 * One request as the provider saw it; members that do not apply are empty.
 *
 * @param modelId as the caller named it
 * @param priceKey the entry of the price table by which it was billed
 * @param error the error's code, empty after success
 * @param billedNanoDollars its cost, 0 if AWS does not bill it
 * @param clientGone whether the caller had hung up before the answer
 */
public record BookedCall(
    long number,
    Instant at,
    String service,
    String region,
    String operation,
    String account,
    String role,
    String session,
    String modelId,
    String priceKey,
    String guardrailId,
    String guardrailVersion,
    Map<String, String> requestMetadata,
    int status,
    String error,
    String stopReason,
    TokenUsage tokens,
    GuardrailUsage guardrailUnits,
    long billedNanoDollars,
    boolean clientGone) {}
