package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.bill.GuardrailUnits;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a guardrail made of texts.
 *
 * @param texts the texts after masking, in order
 * @param assessment in the words of GuardrailAssessment, with invocationMetrics
 */
public record Screened(
    boolean blocked,
    boolean masked,
    List<String> texts,
    JsonObject assessment,
    GuardrailUnits units) {

  public boolean intervened() {
    return blocked || masked;
  }

  /** The reason in the words of actionReason. */
  public String reason() {
    return blocked ? "Guardrail blocked." : masked ? "Guardrail masked." : "No action.";
  }
}
