package ai.kernelpanic09.simulator.bill;

import java.time.Instant;
import java.util.Map;

/** One request as the provider saw it; members that do not apply are empty. */
public record BookedCall(
    long number,
    Instant at,
    Operation operation,
    Signer signer,
    Resources resources,
    Map<String, String> requestMetadata,
    Result result,
    Charge charge) {

  /** The operation that was called. */
  public record Operation(String service, String region, String name) {}

  /**
   * The identity that signed the request.
   *
   * @param role ARN of the role or the user
   */
  public record Signer(String account, String role, String session) {}

  /**
   * The model and the guardrail.
   *
   * @param modelId as the caller named it
   * @param priceKey the entry of the price table by which it was billed
   * @param project whose bill it is on
   */
  public record Resources(
      String modelId,
      String priceKey,
      String guardrailId,
      String guardrailVersion,
      String project) {}

  /**
   * How the request ended.
   *
   * @param error the error's code, empty after success
   * @param clientGone whether the caller had hung up before the answer
   */
  public record Result(int status, String error, String stopReason, boolean clientGone) {}

  /**
   * The work that was done, and its price.
   *
   * @param nanoDollars its cost, 0 if AWS does not bill it
   */
  public record Charge(TokenUsage tokens, GuardrailUsage guardrail, long nanoDollars) {}
}
