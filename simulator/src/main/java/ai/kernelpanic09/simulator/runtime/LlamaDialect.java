package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Meta Llama's bodies.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html">
 *     Meta Llama models</a>
 */
final class LlamaDialect implements Dialect {
  private static final int DEFAULT_TOKENS = 512;

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    NativeBody.of(body)
        .only("prompt", "max_gen_len", "temperature", "top_p")
        .required("prompt")
        .text("prompt", 1, Integer.MAX_VALUE)
        .number("max_gen_len", 1, model.maxOutputTokens())
        .number("temperature", 0, 1)
        .number("top_p", 0, 1)
        .check();
    return PromptBody.toConverse(
        body.getString("prompt"), body.getInteger("max_gen_len", DEFAULT_TOKENS), new JsonArray());
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    var usage = outcome.answer().usage();
    return new JsonObject()
        .put("generation", outcome.answer().joinedText())
        .put("prompt_token_count", usage.input())
        .put("generation_token_count", usage.output())
        .put("stop_reason", stopReason(outcome));
  }

  @Override
  public List<Chunk> chunks(Outcome outcome, Model model) {
    var chunks = new ArrayList<Chunk>();
    long said = 0;
    for (var piece : ConverseForms.pieces(outcome.answer().joinedText())) {
      long tokens = TokenCounter.output(piece);
      said += tokens;
      chunks.add(new Chunk(chunk(piece, said, chunks.isEmpty(), outcome), tokens));
    }
    chunks.add(
        new Chunk(
            chunk("", said, chunks.isEmpty(), outcome).put("stop_reason", stopReason(outcome)), 0));
    return chunks;
  }

  private static JsonObject chunk(String piece, long said, boolean first, Outcome outcome) {
    return new JsonObject()
        .put("generation", piece)
        .put("prompt_token_count", first ? outcome.answer().usage().input() : null)
        .put("generation_token_count", said)
        .putNull("stop_reason");
  }

  private static String stopReason(Outcome outcome) {
    return outcome.answer().stopReason().equals("max_tokens") ? "length" : "stop";
  }
}
