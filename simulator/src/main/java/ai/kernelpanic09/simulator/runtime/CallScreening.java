package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import ai.kernelpanic09.simulator.guardrail.Screened;
import ai.kernelpanic09.simulator.guardrail.Screening;
import ai.kernelpanic09.simulator.guardrail.Side;
import ai.kernelpanic09.simulator.runtime.AppliedGuardrail.Origin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * What a guardrail has to screen of one call.
 *
 * @param origins who wants it applied
 * @param own whether it is in the caller's account
 * @param texts the texts that it screens on the input side
 * @param images number of images with the texts
 * @param unguarded characters of the request that it does not look at
 * @param grounding characters of the grounding source and the query; 0 without a source
 * @param attacks whether the filter for prompt attacks looks at the texts
 */
record CallScreening(
    Applied guardrail,
    Set<Origin> origins,
    boolean own,
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

  /** A text with this guardrail's masks. */
  String masking(String text) {
    return Screening.screen(guardrail.config(), Side.INPUT, List.of(text), 0, 0).texts().getFirst();
  }

  String id() {
    return guardrail.id();
  }

  String arn() {
    return guardrail.arn();
  }

  /** An assessment with the guardrail's details. */
  JsonObject detailed(Screened screened) {
    return screened
        .assessment()
        .copy()
        .put(
            "appliedGuardrailDetails",
            new JsonObject()
                .put("guardrailId", guardrail.id())
                .put("guardrailVersion", guardrail.version())
                .put("guardrailArn", guardrail.arn())
                .put("guardrailOrigin", new JsonArray(origins.stream().map(Origin::name).toList()))
                .put("guardrailOwnership", own ? "SELF" : "CROSS_ACCOUNT"));
  }
}
