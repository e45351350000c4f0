package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.guardrail.Side;
import ai.kernelpanic09.simulator.runtime.CallScreenings.Found;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The steps from a checked request to its answer, the same for every form of body: quota, faults,
 * guardrail on the input, the model, guardrail on the output.
 */
final class Inference {
  private final Quotas quotas;
  private final FaultBook faults;
  private final ScriptBook scripts;
  private final Writer writer;
  private final ThoughtSeal seal;

  Inference(RuntimeApi.Stage stage, Writer writer, ThoughtSeal seal) {
    quotas = stage.quotas();
    faults = stage.faults();
    scripts = stage.scripts();
    this.writer = writer;
    this.seal = seal;
  }

  /**
   * A finished answer.
   *
   * @param trace the guardrail's trace, if there was a guardrail
   * @param intervened whether the guardrail changed anything on either side
   * @param fault what is to go wrong with it
   */
  record Outcome(
      Answer answer,
      Optional<JsonObject> trace,
      boolean intervened,
      GuardrailUsage units,
      Optional<FaultBook.Rule> fault) {

    /** Runs {@code then} if a model saw the prompt, and not only a guardrail. */
    void readByModel(Runnable then) {
      if (answer.usage().total() > 0) {
        then.run();
      }
    }
  }

  Outcome run(
      Signed signed,
      Target target,
      InferenceRequest prompt,
      CallScreenings guardrails,
      CallDraft draft) {
    var model = target.model();
    if (prompt.input().total() > model.contextTokens()) {
      throw AwsError.validation("Input is too long for requested model.");
    }
    var caller = signed.caller();
    var entry =
        quotas.admit(
            caller.account(),
            signed.region(),
            target,
            prompt.input().total() + prompt.maxTokens().orElse(model.maxOutputTokens()));
    var fault = faults.strike(draft.operation(), caller.identityArn(), draft);
    var input = guardrails.isEmpty() ? Optional.<Found>empty() : Optional.of(guardrails.input());
    var outcome =
        input.filter(Found::blocked).isPresent()
            ? refused(guardrails, input.get(), fault)
            : answered(target, prompt, guardrails, input, fault);
    quotas.settle(entry, outcome.answer().usage().total());
    draft.used(outcome.answer().stopReason(), outcome.answer().usage(), outcome.units());
    billed(fault, draft);
    return outcome;
  }

  /** The steps of a call that asks for vectors: quota, faults, bill. */
  void embed(Signed signed, Target target, long inputTokens, CallDraft draft) {
    var caller = signed.caller();
    var entry = quotas.admit(caller.account(), signed.region(), target, inputTokens);
    var fault = faults.strike(draft.operation(), caller.identityArn(), draft);
    quotas.settle(entry, inputTokens);
    draft.used("", TokenUsage.of(inputTokens, 0), GuardrailUsage.NONE);
    billed(fault, draft);
  }

  private static void billed(Optional<FaultBook.Rule> fault, CallDraft draft) {
    if (fault.filter(f -> !f.billed()).isPresent() && !draft.delivery().ending().answers()) {
      draft.unbilled();
    }
  }

  private static Outcome refused(
      CallScreenings guardrails, Found input, Optional<FaultBook.Rule> fault) {
    var answer =
        Answer.text(guardrails.message(Side.INPUT, input), TokenUsage.NONE, "guardrail_intervened");
    var trace = guardrails.trace(input, Optional.empty(), List.of());
    var units = CallScreenings.units(input, Optional.empty());
    return new Outcome(answer, Optional.of(trace), true, units, fault);
  }

  private Outcome answered(
      Target target,
      InferenceRequest prompt,
      CallScreenings guardrails,
      Optional<Found> input,
      Optional<FaultBook.Rule> fault) {
    var heard = prompt;
    if (input.filter(Found::masked).isPresent() && !input.get().texts().isEmpty()) {
      heard =
          new InferenceRequest(
              input.get().texts().getLast(),
              prompt.input(),
              prompt.maxTokens(),
              prompt.stopSequences(),
              prompt.wishes());
    }
    var written = writer.write(heard, target.model().maxOutputTokens());
    var dictated = scripts.next(target).map(l -> ScriptBook.apply(l, written)).orElse(written);
    // Only Claude signs its thinking.
    var said =
        target.model().dialect() == Model.Dialect.ANTHROPIC ? dictated.map(seal::sealed) : dictated;
    if (input.isEmpty()) {
      return new Outcome(said, Optional.empty(), false, GuardrailUsage.NONE, fault);
    }
    var texts = said.texts();
    var output = guardrails.output(texts);
    var answer = said;
    if (output.blocked()) {
      answer =
          Answer.text(
              guardrails.message(Side.OUTPUT, output), said.usage(), "guardrail_intervened");
    } else if (output.masked()) {
      var next = output.texts().iterator();
      answer =
          new Answer(
              said.content().stream()
                  .map(b -> Texts.said(b).isPresent() ? Texts.saying(b, next.next()) : b)
                  .toList(),
              said.usage(),
              "guardrail_intervened",
              "");
    }
    var trace = guardrails.trace(input.get(), Optional.of(output), texts);
    if (fault.filter(f -> f.kind() == FaultBook.Kind.NO_OUTPUT_ASSESSMENTS).isPresent()) {
      trace.remove("outputAssessments");
    }
    return new Outcome(
        answer,
        Optional.of(trace),
        output.intervened() || input.get().intervened(),
        CallScreenings.units(input.get(), Optional.of(output)),
        fault);
  }
}
