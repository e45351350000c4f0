package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import io.vertx.core.json.JsonObject;

/** A family of InvokeModel bodies that ask for vectors. */
interface EmbeddingDialect {
  /**
   * Reads a body, and answers it.
   *
   * @throws ai.kernelpanic09.simulator.wire.AwsError ValidationException, worded as the family does
   */
  Embedded embed(JsonObject body, Model model, TokenCounter tokens);

  record Embedded(JsonObject response, long inputTokens) {}
}
