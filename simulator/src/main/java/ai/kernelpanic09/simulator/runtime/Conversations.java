package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The way of a conversation in Converse's shape to its answer, whatever the form of its body. */
final class Conversations {
  private final ModelRules rules;
  private final ConversationReader reader;
  private final PromptCache cache;
  private final Inference inference;

  Conversations(
      ModelRules rules, ConversationReader reader, PromptCache cache, Inference inference) {
    this.rules = rules;
    this.reader = reader;
    this.cache = cache;
    this.inference = inference;
  }

  /** The two ways to a model. */
  enum Door {
    CONVERSE("The model returned the following errors: "),
    INVOKE("");

    private final String refusal;

    Door(String refusal) {
      this.refusal = refusal;
    }
  }

  /**
   * Runs it.
   *
   * @param tagSuffix of the tags by which a body of InvokeModel marks what a guardrail looks at
   */
  Outcome run(
      Signed signed,
      Target target,
      JsonObject body,
      Door door,
      List<AppliedGuardrail> guardrails,
      Optional<String> tagSuffix,
      CallDraft draft) {
    check(target, body, door);
    var lookup = cache.lookup(signed.caller().account(), signed.region(), target);
    var outcome =
        inference.run(
            signed,
            target,
            reader.read(body, target.model(), lookup),
            screenings(signed, body, door, guardrails, tagSuffix),
            draft);
    outcome.readByModel(lookup::commit);
    return outcome;
  }

  private static CallScreenings screenings(
      Signed signed,
      JsonObject body,
      Door door,
      List<AppliedGuardrail> guardrails,
      Optional<String> tagSuffix) {
    return new CallScreenings(
        guardrails.stream()
            .map(
                one ->
                    guarded(body, door, one, tagSuffix).screening(one, signed.caller().account()))
            .toList());
  }

  private static GuardedTexts guarded(
      JsonObject body, Door door, AppliedGuardrail by, Optional<String> tagSuffix) {
    return switch (door) {
      case CONVERSE -> GuardedTexts.ofConverse(body, by.allSystem(), by.allMessages());
      case INVOKE -> GuardedTexts.ofInvoke(body, by.allMessages() ? Optional.empty() : tagSuffix);
    };
  }

  /** The input tokens of a conversation, all of them as plain input. */
  TokenUsage count(Target target, JsonObject body, Door door) {
    check(target, body, door);
    return reader.usage(body, target.model(), cache.none(target));
  }

  private void check(Target target, JsonObject body, Door door) {
    ConverseRules.check(body, target.model());
    var refusal = rules.refusal(body, target.model());
    if (refusal.isPresent()) {
      throw AwsError.validation(door.refusal + refusal.get());
    }
  }
}
