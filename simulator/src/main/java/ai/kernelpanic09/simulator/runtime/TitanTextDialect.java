package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Amazon Titan Text's bodies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html">
 *     Amazon Titan Text models</a>
 */
final class TitanTextDialect implements Dialect {
  private static final int DEFAULT_TOKENS = 512;
  private static final int MOST_STOPS = 10;

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    var check =
        NativeBody.of(body)
            .only("inputText", "textGenerationConfig")
            .required("inputText")
            .text("inputText", 1, Integer.MAX_VALUE);
    check
        .member("textGenerationConfig")
        .only("temperature", "topP", "maxTokenCount", "stopSequences")
        .number("temperature", 0, 1)
        .number("topP", 0, 1)
        .number("maxTokenCount", 0, model.maxOutputTokens())
        .texts("stopSequences", MOST_STOPS, Integer.MAX_VALUE);
    check.check();
    var config = body.getJsonObject("textGenerationConfig", new JsonObject());
    return PromptBody.toConverse(
        body.getString("inputText"),
        config.getInteger("maxTokenCount", DEFAULT_TOKENS),
        config.getJsonArray("stopSequences", new JsonArray()));
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    var usage = outcome.answer().usage();
    var result =
        new JsonObject()
            .put("tokenCount", usage.output())
            .put("outputText", outcome.answer().joinedText())
            .put("completionReason", completionReason(outcome));
    return new JsonObject()
        .put("inputTextTokenCount", usage.input())
        .put("results", new JsonArray().add(result));
  }

  @Override
  public List<Chunk> chunks(Outcome outcome, Model model) {
    var usage = outcome.answer().usage();
    var chunks = new ArrayList<Chunk>();
    for (var piece : ConverseForms.pieces(outcome.answer().joinedText())) {
      chunks.add(
          new Chunk(
              new JsonObject()
                  .put("outputText", piece)
                  .put("index", 0)
                  .putNull("totalOutputTextTokenCount")
                  .putNull("completionReason")
                  .put("inputTextTokenCount", chunks.isEmpty() ? usage.input() : null),
              TokenCounter.output(piece)));
    }
    chunks.add(
        new Chunk(
            new JsonObject()
                .put("outputText", "")
                .put("index", 0)
                .put("totalOutputTextTokenCount", usage.output())
                .put("completionReason", completionReason(outcome))
                .put("inputTextTokenCount", chunks.isEmpty() ? usage.input() : null),
            0));
    return chunks;
  }

  private static String completionReason(Outcome outcome) {
    return switch (outcome.answer().stopReason()) {
      case "max_tokens" -> "LENGTH";
      case "stop_sequence" -> "STOP_CRITERIA_MET";
      case "guardrail_intervened" -> "CONTENT_FILTERED";
      default -> "FINISH";
    };
  }
}
