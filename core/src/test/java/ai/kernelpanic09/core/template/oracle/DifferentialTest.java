package ai.kernelpanic09.core.template.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Compares our templates with the real Go's on random templates and data: the bytes of the output,
 * or the phase and the message of the error.
 *
 * <p>{@code -Dtemplate.seed=N} replays one seed, {@code -Dtemplate.cases=N} sets the number of
 * cases. Where Go is missing the test is skipped, unless {@code CI=true} or {@code
 * -Dtemplate.oracle=required} says that it must be there.
 */
class DifferentialTest {

  private static final int BATCH = 500;

  @Test
  void agreesWithGoOnRandomTemplates() throws IOException {
    var go = Oracle.go();
    if (go.isEmpty()) {
      var required =
          "true".equals(System.getenv("CI"))
              || "required".equals(System.getProperty("template.oracle"));
      var reason = "templates against Go: SKIPPED, for there is no Go 1.26 or newer on the PATH";
      System.out.println(reason);
      assertThat(required).as("Go is required here").isFalse();
      Assumptions.abort(reason);
    }
    long seed = Long.getLong("template.seed", 20_261_129);
    int cases = Integer.getInteger("template.cases", 20_000);
    System.out.println("templates against Go: -Dtemplate.seed=" + seed + ", " + cases + " cases");
    try (var oracle = Oracle.start(go.get())) {
      var tally = new Tally();
      var random = new Random(seed);
      for (var done = 0; done < cases; done += BATCH) {
        compare(oracle, random, Math.min(BATCH, cases - done), tally, seed);
      }
      System.out.println("templates against Go: " + tally);
      assertThat(tally.tooMuch).as("cases beyond our limits").isLessThan(cases / 50 + 10);
      assertThat(tally.outputs).as("cases with an output").isGreaterThan(cases / 5);
      assertThat(tally.parse).as("cases that do not parse").isGreaterThan(cases / 50);
      assertThat(tally.execute).as("cases that fail when run").isGreaterThan(cases / 10);
    }
  }

  private static final class Tally {
    int outputs;
    int parse;
    int execute;
    int tooMuch;

    void add(TemplateResult answer) {
      switch (answer) {
        case TemplateResult.Output ignored -> outputs++;
        case TemplateResult.Fault fault when fault.phase().equals("parse") -> parse++;
        case TemplateResult.Fault ignored -> execute++;
        case TemplateResult.TooMuch ignored -> tooMuch++;
      }
    }

    @Override
    public String toString() {
      return outputs
          + " outputs, "
          + parse
          + " parse errors, "
          + execute
          + " execute errors, "
          + tooMuch
          + " beyond our limits";
    }
  }

  /** A case, the choices that made it, and our answer to it. */
  private record Made(List<Integer> choices, Case made, TemplateResult ours) {}

  private static void compare(Oracle oracle, Random random, int count, Tally tally, long seed) {
    var asked = new ArrayList<Made>();
    for (var i = 0; i < count; i++) {
      var choices = Choices.random(random);
      var made = TemplateGrammar.generate(choices);
      var ours = Ours.to(made);
      tally.add(ours);
      if (!(ours instanceof TemplateResult.TooMuch)) {
        // Go has no limits, and would run on.
        asked.add(new Made(choices.drawn(), made, ours));
      }
    }
    var answers = oracle.ask(asked.stream().map(Made::made).toList());
    for (var i = 0; i < asked.size(); i++) {
      if (!Ours.agree(asked.get(i).ours(), answers.get(i))) {
        throw new AssertionError(
            "seed " + seed + "\n" + report(oracle, smallest(oracle, asked.get(i).choices())));
      }
    }
  }

  private static Case smallest(Oracle oracle, List<Integer> choices) {
    var best = Shrinker.shrink(choices, candidate -> disagrees(oracle, candidate));
    return TemplateGrammar.generate(Choices.replay(best));
  }

  private static boolean disagrees(Oracle oracle, List<Integer> choices) {
    var made = TemplateGrammar.generate(Choices.replay(choices));
    var ours = Ours.to(made);
    return !(ours instanceof TemplateResult.TooMuch)
        && !Ours.agree(ours, oracle.ask(List.of(made)).getFirst());
  }

  private static String report(Oracle oracle, Case made) {
    return made
        + "\nGo         "
        + oracle.ask(List.of(made)).getFirst()
        + "\nours       "
        + Ours.to(made);
  }
}
