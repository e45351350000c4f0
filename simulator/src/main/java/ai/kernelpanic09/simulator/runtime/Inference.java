package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.guardrail.Screened;
import ai.kernelpanic09.simulator.guardrail.Side;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.Delivery.Ending;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
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

  Inference(Quotas quotas, FaultBook faults, ScriptBook scripts, Writer writer) {
    this.quotas = quotas;
    this.faults = faults;
    this.scripts = scripts;
    this.writer = writer;
  }

  /**
   * A finished answer.
   *
   * @param trace the guardrail's trace, if there was a guardrail
   * @param intervened whether the guardrail changed anything on either side
   * @param streamFault how a stream of it breaks off
   */
  record Outcome(
      Answer answer,
      Optional<JsonObject> trace,
      boolean intervened,
      GuardrailUsage units,
      Optional<FaultBook.Rule> streamFault) {

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
      InferenceRequest request,
      Optional<CallScreening> guardrail,
      String operation,
      CallDraft draft) {
    var model = target.model();
    if (request.input().total() > model.contextTokens()) {
      throw AwsError.validation("Input is too long for requested model.");
    }
    var caller = signed.caller();
    var entry =
        quotas.admit(
            caller.account(),
            signed.region(),
            target,
            request.input().total() + request.maxTokens().orElse(model.maxOutputTokens()));
    var fault = faults.strike(operation, caller.identityArn(), draft);
    var input = guardrail.map(CallScreening::input);
    var outcome =
        input.filter(Screened::blocked).isPresent()
            ? refused(guardrail.orElseThrow(), input.get(), fault)
            : answered(target, request, guardrail, input, fault);
    quotas.settle(entry, outcome.answer().usage().total());
    draft.used(outcome.answer().stopReason(), outcome.answer().usage(), outcome.units());
    if (fault.filter(f -> !f.billed()).isPresent() && draft.delivery().ending() != Ending.ANSWER) {
      draft.unbilled();
    }
    return outcome;
  }

  private static Outcome refused(
      CallScreening screening, Screened input, Optional<FaultBook.Rule> fault) {
    var answer =
        Answer.text(screening.message(Side.INPUT), TokenUsage.NONE, "guardrail_intervened");
    var trace = screening.trace(input, Optional.empty(), List.of());
    return new Outcome(answer, Optional.of(trace), true, input.units(), fault);
  }

  private Outcome answered(
      Target target,
      InferenceRequest request,
      Optional<CallScreening> guardrail,
      Optional<Screened> input,
      Optional<FaultBook.Rule> fault) {
    var heard = request;
    if (input.filter(Screened::masked).isPresent() && !input.get().texts().isEmpty()) {
      heard =
          new InferenceRequest(
              input.get().texts().getLast(),
              request.input(),
              request.maxTokens(),
              request.stopSequences());
    }
    var written = writer.write(heard, target.model().maxOutputTokens());
    var said = scripts.next(target).map(l -> ScriptBook.apply(l, written)).orElse(written);
    if (guardrail.isEmpty() || input.isEmpty()) {
      return new Outcome(said, Optional.empty(), false, GuardrailUsage.NONE, fault);
    }
    var texts = texts(said);
    var output = guardrail.get().output(texts);
    var answer = said;
    if (output.blocked()) {
      answer =
          Answer.text(guardrail.get().message(Side.OUTPUT), said.usage(), "guardrail_intervened");
    } else if (output.masked()) {
      answer = new Answer(replaced(said, output.texts()), said.usage(), "guardrail_intervened");
    }
    return new Outcome(
        answer,
        Optional.of(guardrail.get().trace(input.get(), Optional.of(output), texts)),
        output.intervened() || input.get().intervened(),
        CallScreening.units(input.get(), Optional.of(output)),
        fault);
  }

  private static List<String> texts(Answer answer) {
    return answer.content().stream()
        .filter(b -> b.containsKey("text"))
        .map(b -> b.getString("text"))
        .toList();
  }

  private static List<JsonObject> replaced(Answer answer, List<String> texts) {
    var next = texts.iterator();
    var content = new ArrayList<JsonObject>();
    for (var block : answer.content()) {
      content.add(block.containsKey("text") ? new JsonObject().put("text", next.next()) : block);
    }
    return content;
  }
}
