package ai.kernelpanic09.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilterType;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.DeletionPolicy;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.ExceededAction;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.VariableType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpecJsonTest {

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void anEndpointThatSaysLittleGetsTheDefaults() throws Exception {
    var spec =
        json.readValue(
            """
            {"modelId": "amazon.nova-micro-v1:0", "region": "us-east-1",
             "irsaRoleArn": "arn:aws:iam::123456789012:role/r",
             "costBudget": {"daily": "10.00"}, "sidecar": {}}
            """,
            ModelEndpointSpec.class);
    var budget = Objects.requireNonNull(spec.costBudget());

    assertThat(spec.maxTokens()).isEqualTo(4096);
    assertThat(spec.mode()).isEqualTo(Mode.SIDECAR);
    assertThat(spec.checkToolResults()).isFalse();
    assertThat(spec.fallbacks()).isEmpty();
    assertThat(Objects.requireNonNull(spec.sidecar()).maxBodyBytes()).isEqualTo(6_291_456);
    assertThat(budget.dailyLimit()).isEqualTo(Money.parse("10"));
    assertThat(budget.monthlyLimit()).isNull();
    assertThat(budget.timeZone()).isEqualTo("UTC");
    assertThat(budget.onExceeded()).isEqualTo(ExceededAction.BLOCK);
  }

  @Test
  void whatIsWrittenIsWhatWasRead() throws Exception {
    var text =
        """
        {"modelId":"m.x","region":"us-east-1","irsaRoleArn":"arn","maxTokens":1,\
        "costBudget":{"daily":"10.00","timeZone":"Europe/Berlin","onExceeded":"Warn"},\
        "rateLimit":{"requestsPerMinute":60,"standingPercent":25},"serviceTier":"flex",\
        "fallbacks":["b","a"],"mode":"Gateway",\
        "checkToolResults":true,"guardrailReservation":"Proven"}""";

    assertThat(json.writeValueAsString(json.readValue(text, ModelEndpointSpec.class)))
        .isEqualTo(text);
  }

  @Test
  void membersOfALaterVersionAreIgnoredAtEveryDepth() throws Exception {
    var spec =
        json.readValue(
            """
            {"modelId": "m.x", "later": 1, "costBudget": {"daily": "1", "hourly": "1"}}
            """,
            ModelEndpointSpec.class);

    assertThat(spec.modelId()).isEqualTo("m.x");
  }

  @Test
  void variablesCarryValuesOfAnyType() throws Exception {
    var spec =
        json.readValue(
            """
            {"template": "{{.A}}", "modelEndpointRef": {"name": "e"}, "variables": [
              {"name": "A"},
              {"name": "B", "type": "list", "default": ["x", 1]},
              {"name": "C", "type": "integer", "enum": [1, 2]}]}
            """,
            PromptTemplateSpec.class);

    assertThat(spec.revisionHistoryLimit()).isEqualTo(10);
    assertThat(spec.variables().get(0).type()).isEqualTo(VariableType.STRING);
    assertThat(spec.variables().get(0).required()).isFalse();
    assertThat(spec.variables().get(1).defaultValue()).isEqualTo(List.of("x", 1));
    assertThat(spec.variables().get(2).enumValues()).containsExactly("1", "2");
  }

  @Test
  void aGuardrailPolicyHasMessagesAndIsDeletedWithItsGuardrails() throws Exception {
    var spec =
        json.readValue(
            """
            {"contentPolicy": {"filters": [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH"}]}}
            """,
            GuardrailPolicySpec.class);

    assertThat(spec.blockedInputMessaging()).isNotBlank();
    assertThat(spec.blockedOutputsMessaging()).isNotBlank();
    assertThat(spec.deletionPolicy()).isEqualTo(DeletionPolicy.DELETE);
    assertThat(Objects.requireNonNull(spec.contentPolicy()).filters().getFirst().type())
        .isEqualTo(ContentFilterType.PROMPT_ATTACK);
  }
}
