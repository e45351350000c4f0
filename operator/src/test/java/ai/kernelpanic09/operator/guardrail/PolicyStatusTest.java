package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {

  private static ConditionState synced(GuardrailPolicySpec spec) {
    return PolicyStatus.synced(spec, Map.of(), GuardrailRequest.of(spec).hash());
  }

  @Test
  void aSpecThatCameInPastTheWebhookIsInvalid() {
    assertThat(synced(Policies.spec("description: nothing")))
        .isEqualTo(
            ConditionState.ofFalse(
                ConditionReason.INVALID, "spec: must contain at least one policy"));
  }

  @Test
  void aPolicyThatNobodyNamesIsNotUsed() {
    assertThat(synced(Policies.spec(Policies.QUICKSTART)).reason())
        .isEqualTo(ConditionReason.NOT_USED);
  }
}
