package ai.kernelpanic09.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.template.Variables.Checked;
import ai.kernelpanic09.core.template.Variables.Problem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class VariablesTest {

  private static final List<PromptVariable> DECLARED =
      List.of(
          PromptVariable.required("name", PromptVariable.Type.STRING),
          new PromptVariable(
              "words", PromptVariable.Type.INTEGER, false, 20, List.of("10", "20"), null),
          new PromptVariable(
              "weight", PromptVariable.Type.NUMBER, false, null, List.of("0.50", "1"), null),
          PromptVariable.optional("polite", PromptVariable.Type.BOOLEAN),
          PromptVariable.optional("points", PromptVariable.Type.LIST),
          PromptVariable.optional("order", PromptVariable.Type.OBJECT),
          new PromptVariable(
              "tone", PromptVariable.Type.STRING, false, "warm", List.of("warm", "cold"), null),
          new PromptVariable(
              "code", PromptVariable.Type.STRING, false, "A1", List.of(), "[A-Z][0-9]+"));

  private static Map<String, Object> accepted(Map<String, ?> given) {
    return ((Checked.Accepted) Variables.check(DECLARED, given)).values();
  }

  private static List<Problem> problems(Map<String, ?> given) {
    return ((Checked.Refused) Variables.check(DECLARED, given)).problems();
  }

  private static Map<String, @Nullable Object> with(String name, @Nullable Object value) {
    var given = new HashMap<String, @Nullable Object>();
    given.put("name", "Jo");
    given.put(name, value);
    return given;
  }

  @Test
  void givesEveryVariableAValue() {
    assertThat(accepted(Map.of("name", "Jo")))
        .containsExactly(
            Map.entry("name", "Jo"),
            Map.entry("words", 20L),
            Map.entry("weight", 0.0),
            Map.entry("polite", false),
            Map.entry("points", List.of()),
            Map.entry("order", Map.of()),
            Map.entry("tone", "warm"),
            Map.entry("code", "A1"));
    assertThat(accepted(with("tone", null))).containsEntry("tone", "warm");
  }

  @Test
  void givesNumbersTheTypeOfTheirVariable() {
    assertThat(accepted(with("words", 10))).containsEntry("words", 10L);
    assertThat(accepted(with("words", 10.0))).containsEntry("words", 10L);
    assertThat(accepted(with("words", new BigDecimal("1e1")))).containsEntry("words", 10L);
    assertThat(accepted(with("weight", 1))).containsEntry("weight", 1.0);
    assertThat(accepted(with("weight", 0.5))).containsEntry("weight", 0.5);
  }

  @Test
  void namesAllProblemsAtOnce() {
    var given = new HashMap<String, Object>();
    given.put("words", "many");
    given.put("weight", 2);
    given.put("polite", "yes");
    given.put("points", Map.of());
    given.put("order", List.of());
    given.put("tone", "hot");
    given.put("code", "A1x");
    given.put("zz", 1);
    given.put("nmae", "Jo");

    assertThat(problems(given))
        .containsExactly(
            new Problem("name", "is required"),
            new Problem("words", "must be an integer"),
            new Problem("weight", "must be one of 0.50, 1"),
            new Problem("polite", "must be a boolean"),
            new Problem("points", "must be a list"),
            new Problem("order", "must be an object"),
            new Problem("tone", "must be one of warm, cold"),
            new Problem("code", "must match the pattern [A-Z][0-9]+"),
            new Problem("nmae", "is not a variable of this prompt"),
            new Problem("zz", "is not a variable of this prompt"));
  }

  @Test
  void wantsIntegersThatFit64Bits() {
    for (var wrong :
        List.of(1.5, 1e19, BigInteger.ONE.shiftLeft(63), new BigDecimal("1e999999999"), "1")) {
      assertThat(problems(with("words", wrong)))
          .containsExactly(new Problem("words", "must be an integer"));
    }
    var free = List.of(PromptVariable.optional("n", PromptVariable.Type.INTEGER));
    assertThat(Variables.check(free, Map.of("n", Long.MIN_VALUE)))
        .isEqualTo(new Checked.Accepted(Map.of("n", Long.MIN_VALUE)));
  }

  @Test
  void refusesNullForWhatIsRequired() {
    assertThat(problems(with("name", null))).containsExactly(new Problem("name", "is required"));
  }

  @Test
  void refusesWhatIsNoJsonInside() {
    assertThat(problems(with("points", Arrays.asList(1, new Object()))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("java.lang.Object"));
  }

  @Test
  void endsAMatchThatWouldTakeForEver() {
    var evil =
        new PromptVariable(
            "s", PromptVariable.Type.STRING, false, null, List.of(), "(.*)".repeat(8) + "b");
    var recursing =
        new PromptVariable("s", PromptVariable.Type.STRING, false, null, List.of(), "(a|b|c)*d");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertThat(problem(evil, "a".repeat(500)))
              .isEqualTo("takes too long to hold against its pattern");
          assertThat(problem(recursing, "abc".repeat(2_700)))
              .isIn(
                  "takes too long to hold against its pattern", "must match the pattern (a|b|c)*d");
        });
    assertThat(problem(evil, "a".repeat(9_000)))
        .isEqualTo("must have at most 8192 characters, for its pattern");
  }

  @Test
  void reportsAPatternThatIsNone() {
    var broken = new PromptVariable("s", PromptVariable.Type.STRING, false, null, List.of(), "(");

    assertThat(problem(broken, "x")).isEqualTo("has a pattern that is no regular expression");
  }

  private static String problem(PromptVariable variable, String value) {
    var checked = Variables.check(List.of(variable), Map.of(variable.name(), value));
    return ((Checked.Refused) checked).problems().getFirst().message();
  }
}
