package ai.kernelpanic09.simulator.guardrail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A version of a guardrail that is added to calls.
 *
 * @param version a number
 * @param allSystem whether it looks at the system prompt though that is not marked
 * @param allMessages whether it looks at all of the messages though some of them are marked
 * @param models ids of the models whose calls it is added to; ALL for every model
 * @param exceptModels ids of models whose calls it is not added to
 */
public record EnforcedGuardrail(
    String arn,
    String version,
    boolean allSystem,
    boolean allMessages,
    List<String> models,
    List<String> exceptModels) {

  private static final String ALL = "ALL";

  /**
   * @param guarding in the shape of SelectiveContentGuarding; empty for marked content only
   * @param enforcement in the shape of ModelEnforcement; empty for all models
   */
  public static EnforcedGuardrail of(
      String arn, String version, JsonObject guarding, JsonObject enforcement) {
    return new EnforcedGuardrail(
        arn,
        version,
        guarding.getString("system", "").equals("COMPREHENSIVE"),
        guarding.getString("messages", "").equals("COMPREHENSIVE"),
        texts(enforcement.getJsonArray("includedModels", new JsonArray().add(ALL))),
        texts(enforcement.getJsonArray("excludedModels", new JsonArray())));
  }

  /**
   * Whether it is added to calls of a model.
   *
   * @param modelId id of the foundation model
   */
  public boolean covers(String modelId) {
    return (models.contains(ALL) || models.contains(modelId)) && !exceptModels.contains(modelId);
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
