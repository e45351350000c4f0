package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mistral AI's text completion bodies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html">
 *     Mistral AI text completion</a>
 */
final class MistralDialect implements Dialect {
  private static final int DEFAULT_TOKENS = 512;
  private static final int MOST_STOPS = 10;

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    NativeBody.of(body)
        .only("prompt", "max_tokens", "stop", "temperature", "top_p", "top_k")
        .required("prompt")
        .text("prompt", 1, Integer.MAX_VALUE)
        .number("max_tokens", 1, model.maxOutputTokens())
        .texts("stop", MOST_STOPS, Integer.MAX_VALUE)
        .number("temperature", 0, 1)
        .number("top_p", 0, 1)
        .number("top_k", 1, 200)
        .check();
    return PromptBody.toConverse(
        body.getString("prompt"),
        body.getInteger("max_tokens", DEFAULT_TOKENS),
        body.getJsonArray("stop", new JsonArray()));
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    return output(outcome.answer().joinedText(), stopReason(outcome));
  }

  @Override
  public List<Chunk> chunks(Outcome outcome, Model model) {
    var chunks = new ArrayList<Chunk>();
    for (var piece : ConverseForms.pieces(outcome.answer().joinedText())) {
      chunks.add(new Chunk(output(piece, null), TokenCounter.output(piece)));
    }
    chunks.add(new Chunk(output("", stopReason(outcome)), 0));
    return chunks;
  }

  private static JsonObject output(String text, @Nullable String stop) {
    var output = new JsonObject().put("text", text).put("stop_reason", stop);
    return new JsonObject().put("outputs", new JsonArray().add(output));
  }

  private static String stopReason(Outcome outcome) {
    return outcome.answer().stopReason().equals("max_tokens") ? "length" : "stop";
  }
}
