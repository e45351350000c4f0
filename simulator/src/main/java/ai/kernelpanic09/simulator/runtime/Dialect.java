package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A family of InvokeModel bodies, translated to and from Converse. */
interface Dialect {
  /**
   * A checked body in Converse's shape.
   *
   * @throws ai.kernelpanic09.simulator.wire.AwsError ValidationException, worded as the family does
   */
  JsonObject toConverse(JsonObject body, Model model);

  JsonObject response(Outcome outcome, Model model);

  /** The stream's chunks, each with the output tokens that it carries. */
  List<Chunk> chunks(Outcome outcome, Model model);

  record Chunk(JsonObject json, long outputTokens) {}
}
