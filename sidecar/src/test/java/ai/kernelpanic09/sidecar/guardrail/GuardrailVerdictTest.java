package ai.kernelpanic09.sidecar.guardrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Action;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of ApplyGuardrail, read as verdicts. */
class GuardrailVerdictTest {

  private static GuardrailVerdict read(String json) throws IOException {
    return GuardrailVerdict.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String assessed(String assessment) {
    return "{\"action\":\"GUARDRAIL_INTERVENED\",\"assessments\":[{" + assessment + "}]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"topicPolicy\":{\"topics\":[{\"name\":\"x\",\"action\":\"BLOCKED\"}]} | TOPICS | BLOCKED",
        "\"contentPolicy\":{\"filters\":[{\"action\":\"BLOCKED\"}]} | CONTENT | BLOCKED",
        "\"wordPolicy\":{\"managedWordLists\":[{\"match\":\"m\",\"action\":\"BLOCKED\"}]} | WORDS | BLOCKED",
        "\"sensitiveInformationPolicy\":{\"regexes\":[{\"action\":\"ANONYMIZED\",\"match\":\"m\"}]}"
            + " | SENSITIVE_INFORMATION | ANONYMIZED",
        "\"contextualGroundingPolicy\":{\"filters\":[{\"score\":0.1,\"action\":\"NONE\",\"detected\":true}]}"
            + " | GROUNDING | NONE",
        "\"automatedReasoningPolicy\":{\"findings\":[{\"valid\":{}},{\"invalid\":{\"contradictingRules\":[]}}]}"
            + " | AUTOMATED_REASONING | NONE",
      })
  void eachPolicyIsKnownByItsAction(String assessment, Policy policy, Action action)
      throws IOException {
    assertThat(read(assessed(assessment)).findings())
        .containsExactly(new GuardrailFinding(policy, action));
  }

  @Test
  void whatIsNotDetectedIsNoFinding() throws IOException {
    var verdict =
        read(
            assessed(
                "\"contextualGroundingPolicy\":{\"filters\":[{\"action\":\"NONE\",\"detected\":false},"
                    + "{\"action\":\"NONE\"}]},"
                    + "\"automatedReasoningPolicy\":{\"findings\":[{\"valid\":{}}]}"));
    assertThat(verdict.findings()).isEmpty();
  }

  @Test
  void onlyWhereNothingIsBlockedAreTextsMasked() throws IOException {
    var masked = "\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"action\":\"ANONYMIZED\"}]}";
    assertThat(read(assessed(masked)).isMasked()).isTrue();
    assertThat(
            read(assessed(masked + ",\"topicPolicy\":{\"topics\":[{\"action\":\"BLOCKED\"}]}"))
                .isMasked())
        .isFalse();
    assertThat(read(assessed("\"newPolicy\":{\"action\":\"ODD\"}")).isMasked()).isFalse();
  }

  @Test
  void unitsAreThoseOfTheWholeAnswer() throws IOException {
    var verdict =
        read(
            "{\"action\":\"NONE\",\"usage\":{\"contentPolicyUnits\":2,\"topicPolicyUnits\":1,"
                + "\"automatedReasoningPolicyUnits\":3,\"automatedReasoningPolicies\":2,"
                + "\"newUnits\":9},\"assessments\":[{\"invocationMetrics\":{\"usage\":"
                + "{\"contentPolicyUnits\":2,\"topicPolicyUnits\":1}}}],\"outputs\":[]}");
    assertThat(verdict.intervened()).isFalse();
    assertThat(verdict.units()).isEqualTo(new GuardrailUnits(2, 1, 0, 0, 6, 0));
    assertThat(read("{\"action\":\"NONE\"}").units()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"action\":", "oops"})
  void whatIsNoVerdictIsNone(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
  }
}
