package ai.kernelpanic09.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.price.GuardrailPrice;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardrailUseTest {

  private static final GuardrailUse ALL = new GuardrailUse("id", "1", GuardrailPrice.NONE);

  @Test
  void whatAnotherVersionWroteExemptsNothingAndMayFilterPromptAttacks()
      throws JsonProcessingException {
    var read =
        new ObjectMapper()
            .readValue(
                "{\"id\":\"id\",\"version\":\"1\",\"checksTools\":false,\"price\":{\"content\":\"0\","
                    + "\"topics\":\"0\",\"sensitiveInformation\":\"0\",\"grounding\":\"0\",\"image\":\"0\"}}",
                GuardrailUse.class);
    assertThat(read).isEqualTo(ALL);
    assertThat(read.promptAttacks()).isTrue();
    assertThat(read.exemptions()).isEmpty();
  }

  @Test
  void exemptionsHaveNoOrder() {
    assertThat(
            ALL.exempting(
                List.of(GuardrailExemption.UNREADABLE_CONTENT, GuardrailExemption.SYSTEM_PROMPT)))
        .isEqualTo(
            ALL.exempting(
                List.of(GuardrailExemption.SYSTEM_PROMPT, GuardrailExemption.UNREADABLE_CONTENT)));
  }

  @Test
  void looksAtAllOfAnotherOnlyWhereItExemptsNoMoreAndChecksAsMuch() {
    var less = ALL.exempting(List.of(GuardrailExemption.SYSTEM_PROMPT));
    assertThat(ALL.looksAtAllOf(less)).isTrue();
    assertThat(less.looksAtAllOf(less)).isTrue();
    assertThat(less.looksAtAllOf(ALL)).isFalse();
    assertThat(ALL.looksAtAllOf(ALL.checkingTools(true))).isFalse();
    assertThat(ALL.checkingTools(true).looksAtAllOf(ALL)).isTrue();
  }
}
