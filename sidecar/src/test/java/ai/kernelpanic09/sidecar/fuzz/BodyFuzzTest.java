package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.fuzz.ReadOracle.Outcome;
import java.util.EnumMap;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies of every form, right and wrong in every way: each is refused by name, or becomes a request
 * that Bedrock takes and that reserves enough. {@code -Dfuzz.form=F -Dfuzz.seed=N -Dfuzz.cases=1}
 * replays one.
 */
class BodyFuzzTest {

  /** Of all forms together. */
  private static final int CASES = Integer.getInteger("fuzz.cases", 10_000);

  private static final long SEED = Seed.CHOSEN;
  private static final String FORM = System.getProperty("fuzz.form", "");

  static Form[] forms() {
    return FORM.isEmpty() ? Form.values() : new Form[] {Form.valueOf(FORM)};
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aBodyIsRefusedByNameOrBecomesARequest(Form form) {
    var outcomes = new EnumMap<Outcome, Integer>(Outcome.class);
    var cases = Math.ceilDiv(CASES, forms().length);
    var seeds = new SplittableRandom(SEED);
    for (var i = 0; i < cases; i++) {
      var each = form.of(i == 0 ? SEED : seeds.nextLong());
      try {
        outcomes.merge(ReadOracle.judge(each), 1, Integer::sum);
      } catch (Throwable e) {
        throw new AssertionError(each.toString(), e);
      }
    }
    if (cases >= 300) {
      assertThat(outcomes).as("seed " + SEED).hasSizeGreaterThanOrEqualTo(2);
      assertThat(outcomes.getOrDefault(Outcome.SERVED, 0)).isGreaterThan(cases / 8);
    }
  }
}
