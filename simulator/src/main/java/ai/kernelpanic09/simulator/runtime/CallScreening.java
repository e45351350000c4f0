package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import ai.kernelpanic09.simulator.guardrail.Screened;
import ai.kernelpanic09.simulator.guardrail.Screening;
import ai.kernelpanic09.simulator.guardrail.Side;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a guardrail has to screen of one call.
 *
 * @param texts the texts that it screens on the input side
 * @param images number of images with the texts
 * @param unguarded characters of the request that it does not look at
 * @param grounding characters of the grounding source and the query; 0 without a source
 * @param attacks whether the filter for prompt attacks looks at the texts
 */
record CallScreening(
    Applied guardrail,
    List<String> texts,
    int images,
    long unguarded,
    long grounding,
    boolean attacks) {

  Screened input() {
    return attacks
        ? Screening.screen(guardrail.config(), Side.INPUT, texts, images, unguarded)
        : Screening.unmarked(guardrail.config(), texts, images);
  }

  Screened output(List<String> answer) {
    return Screening.answer(guardrail.config(), answer, texts, grounding);
  }

  String message(Side side) {
    return guardrail
        .config()
        .getString(side == Side.INPUT ? "blockedInputMessaging" : "blockedOutputsMessaging");
  }

  /** The trace in the shape of GuardrailTraceAssessment. */
  JsonObject trace(Screened input, Optional<Screened> output, List<String> modelOutput) {
    var trace =
        new JsonObject()
            .put("modelOutput", new JsonArray(modelOutput))
            .put("inputAssessment", new JsonObject().put(guardrail.id(), detailed(input)))
            .put("actionReason", output.filter(Screened::intervened).orElse(input).reason());
    output.ifPresent(
        o ->
            trace.put(
                "outputAssessments",
                new JsonObject().put(guardrail.id(), new JsonArray().add(detailed(o)))));
    return trace;
  }

  static GuardrailUsage units(Screened input, Optional<Screened> output) {
    return output.map(o -> input.units().plus(o.units())).orElse(input.units());
  }

  private JsonObject detailed(Screened screened) {
    return screened
        .assessment()
        .copy()
        .put(
            "appliedGuardrailDetails",
            new JsonObject()
                .put("guardrailId", guardrail.id())
                .put("guardrailVersion", guardrail.version())
                .put("guardrailArn", guardrail.arn())
                .put("guardrailOrigin", new JsonArray().add("REQUEST"))
                .put("guardrailOwnership", "SELF"));
  }
}
