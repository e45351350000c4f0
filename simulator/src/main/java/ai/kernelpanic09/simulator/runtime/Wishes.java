package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Model.Trait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a conversation asks of its answer, beyond a text.
 *
 * @param tool the specification of the tool that must be used
 * @param schema the JSON schema that the text must fit
 * @param source what the answer must cite
 */
record Wishes(
    Thinking thinking,
    Optional<JsonObject> tool,
    Optional<JsonObject> schema,
    Optional<Citations.Source> source) {

  /** Whether the model thinks before it answers, and whether that is shown. */
  enum Thinking {
    NONE,
    SHOWN,
    HIDDEN
  }

  static Wishes of(JsonObject body, Model model) {
    return new Wishes(
        thinking(body, model),
        tool(body.getJsonObject("toolConfig", new JsonObject())),
        OutputFormat.schema(body),
        model.can(Trait.CITATIONS) ? Citations.source(body) : Optional.empty());
  }

  private static Thinking thinking(JsonObject body, Model model) {
    if (!(ModelRules.additional(body).getValue("thinking") instanceof JsonObject thinking)) {
      return Thinking.NONE;
    }
    return switch (thinking.getString("type", "")) {
      case "enabled" -> Thinking.SHOWN;
      case "adaptive" ->
          model.can(Trait.HIDDEN_THINKING)
                  && !thinking.getString("display", "omitted").equals("summarized")
              ? Thinking.HIDDEN
              : Thinking.SHOWN;
      default -> Thinking.NONE;
    };
  }

  private static Optional<JsonObject> tool(JsonObject config) {
    var choice = config.getJsonObject("toolChoice", new JsonObject());
    var wanted = choice.getJsonObject("tool", new JsonObject()).getString("name", "");
    if (!choice.containsKey("any") && wanted.isEmpty()) {
      return Optional.empty();
    }
    return config.getJsonArray("tools", new JsonArray()).stream()
        .map(t -> ((JsonObject) t).getJsonObject("toolSpec"))
        .filter(t -> t != null && (wanted.isEmpty() || t.getString("name").equals(wanted)))
        .findFirst();
  }
}
