package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Amazon Nova's bodies: Converse's shape with a schema version, and other names for the limits. */
final class NovaDialect implements Dialect {
  private static final Set<String> MEMBERS =
      Set.of("schemaVersion", "messages", "system", "inferenceConfig", "toolConfig");

  private final ShapeCheck shapes;

  NovaDialect(ShapeCheck shapes) {
    this.shapes = shapes;
  }

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    for (var name : body.fieldNames()) {
      if (!MEMBERS.contains(name)) {
        throw AwsError.validation(
            "Malformed input request: #: extraneous key [%s] is not permitted, please reformat your input and try again."
                .formatted(name));
      }
    }
    var converse = body.copy();
    converse.remove("schemaVersion");
    var config = converse.getJsonObject("inferenceConfig");
    if (config != null) {
      var old = config.remove("max_new_tokens");
      if (old != null) {
        config.put("maxTokens", old);
      }
      var topK = config.remove("topK");
      if (topK != null) {
        converse.put(
            "additionalModelRequestFields",
            new JsonObject().put("inferenceConfig", new JsonObject().put("topK", topK)));
      }
    }
    var checked = converse.copy().put("modelId", model.id());
    shapes.check("ConverseRequest", checked);
    return converse;
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    var response = ConverseForms.response(outcome, ConverseForms.View.PLAIN);
    response.remove("metrics");
    return response.put("usage", usage(outcome));
  }

  @Override
  public List<Chunk> chunks(Outcome outcome, Model model) {
    return ConverseForms.events(outcome, ConverseForms.View.PLAIN).stream()
        .map(
            e ->
                new Chunk(
                    new JsonObject()
                        .put(
                            e.type(),
                            e.type().equals("metadata")
                                ? new JsonObject()
                                    .put("usage", usage(outcome))
                                    .put("metrics", new JsonObject())
                                : e.payload()),
                    e.outputTokens()))
        .toList();
  }

  private static JsonObject usage(Outcome outcome) {
    var usage = outcome.answer().usage();
    return new JsonObject()
        .put("inputTokens", usage.input())
        .put("outputTokens", usage.output())
        .put("totalTokens", usage.total())
        .put("cacheReadInputTokenCount", usage.cacheRead())
        .put("cacheWriteInputTokenCount", usage.cacheWrite5m() + usage.cacheWrite1h());
  }
}
