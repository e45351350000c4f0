package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The result of screening texts.
 *
 * @param texts the texts after masking, in order
 * @param assessment in the shape of GuardrailAssessment, with invocationMetrics
 */
public record Screened(
    boolean blocked,
    boolean masked,
    List<String> texts,
    JsonObject assessment,
    GuardrailUsage units) {

  public boolean intervened() {
    return blocked || masked;
  }

  /** The reason, worded as Bedrock's actionReason. */
  public String reason() {
    return blocked ? "Guardrail blocked." : masked ? "Guardrail masked." : "No action.";
  }
}
