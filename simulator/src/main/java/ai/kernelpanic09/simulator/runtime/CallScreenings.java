package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.guardrail.Screened;
import ai.kernelpanic09.simulator.guardrail.Side;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The screenings of one call by all of its guardrails. Each of them looks at the text as it came
 * and is billed; what one of them blocks is blocked, and what any of them masks is masked.
 */
record CallScreenings(List<CallScreening> each) {

  /**
   * What all of them found on one side, in their order.
   *
   * @param texts after the masks of all
   */
  record Found(List<Screened> each, List<String> texts) {

    boolean blocked() {
      return each.stream().anyMatch(Screened::blocked);
    }

    boolean masked() {
      return !blocked() && each.stream().anyMatch(Screened::masked);
    }

    boolean intervened() {
      return blocked() || masked();
    }

    private String reason() {
      return each.stream()
          .filter(Screened::blocked)
          .findFirst()
          .or(() -> each.stream().filter(Screened::masked).findFirst())
          .orElse(each.getFirst())
          .reason();
    }
  }

  boolean isEmpty() {
    return each.isEmpty();
  }

  Found input() {
    var found = each.stream().map(CallScreening::input).toList();
    // The model hears the last text.
    var last =
        found.stream().filter(f -> !f.texts().isEmpty()).findFirst().map(f -> f.texts().getLast());
    for (int i = 1; i < each.size() && last.isPresent(); i++) {
      last = Optional.of(each.get(i).masking(last.get()));
    }
    return new Found(found, last.stream().toList());
  }

  Found output(List<String> answer) {
    var texts = answer;
    var found = new ArrayList<Screened>();
    for (var one : each) {
      found.add(one.output(answer));
      texts = one.output(texts).texts();
    }
    return new Found(found, texts);
  }

  /** The message of the first that blocked. */
  String message(Side side, Found found) {
    for (int i = 0; i < each.size(); i++) {
      if (found.each.get(i).blocked()) {
        return each.get(i).message(side);
      }
    }
    throw new IllegalStateException("nothing is blocked");
  }

  /** The trace in the shape of GuardrailTraceAssessment. */
  JsonObject trace(Found input, Optional<Found> output, List<String> modelOutput) {
    var inputs = new JsonObject();
    var outputs = new JsonObject();
    for (int i = 0; i < each.size(); i++) {
      var key = inputs.containsKey(each.get(i).id()) ? each.get(i).arn() : each.get(i).id();
      inputs.put(key, each.get(i).detailed(input.each.get(i)));
      if (output.isPresent()) {
        outputs.put(key, new JsonArray().add(each.get(i).detailed(output.get().each.get(i))));
      }
    }
    var trace =
        new JsonObject()
            .put("modelOutput", new JsonArray(modelOutput))
            .put("inputAssessment", inputs)
            .put("actionReason", output.filter(Found::intervened).orElse(input).reason());
    if (output.isPresent()) {
      trace.put("outputAssessments", outputs);
    }
    return trace;
  }

  static GuardrailUsage units(Found input, Optional<Found> output) {
    return Stream.concat(input.each.stream(), output.stream().flatMap(o -> o.each.stream()))
        .map(Screened::units)
        .reduce(GuardrailUsage.NONE, GuardrailUsage::plus);
  }
}
