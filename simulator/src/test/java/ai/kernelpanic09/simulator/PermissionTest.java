package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;

/** A session with least privilege: one profile, one guardrail version, nothing else. */
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class PermissionTest {
  private static final String MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String PROFILE = "us." + MODEL;

  private DemoAccount world;
  private String guardrail;
  private BedrockRuntimeClient runtime;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    try (var bedrock = world.bedrock(world.assume("operator"))) {
      guardrail =
          bedrock
              .createGuardrail(
                  r ->
                      r.name("words")
                          .blockedInputMessaging("in")
                          .blockedOutputsMessaging("out")
                          .wordPolicyConfig(w -> w.wordsConfig(w1 -> w1.text("secret"))))
              .guardrailId();
      bedrock.createGuardrailVersion(r -> r.guardrailIdentifier(guardrail));
      bedrock.createGuardrailVersion(r -> r.guardrailIdentifier(guardrail));
    }
    runtime = world.runtime(world.assume("session", policy()));
  }

  @AfterEach
  void stop() {
    runtime.close();
    world.close();
  }

  @Test
  void mayDoExactlyThis() {
    assertThat(converse(PROFILE, "1")).isPositive();
  }

  @Test
  void mayNotLeaveTheGuardrailAway() {
    assertThatThrownBy(
            () -> runtime.converse(r -> r.modelId(PROFILE).messages(DemoAccount.user("Hello"))))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(
            "User: arn:aws:sts::123456789012:assumed-role/bedrock-invoker/session is not authorized"
                + " to perform: bedrock:InvokeModel on resource:"
                + " arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
                + PROFILE
                + " because no session policy allows the bedrock:InvokeModel action");
  }

  @Test
  void mayNotUseAnotherVersionOrModelOrOperation() {
    denied(PROFILE, "2");
    denied("global." + MODEL, "1");
    denied("amazon.nova-micro-v1:0", "1");
    denied(MODEL, "1");
    assertThatThrownBy(
            () ->
                runtime.countTokens(
                    r ->
                        r.modelId(PROFILE)
                            .input(i -> i.converse(c -> c.messages(DemoAccount.user("Hello"))))))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void losesItsRightsWithTheRole() {
    world.simulator().control("DELETE", "roles", "{\"arn\":\"%s\"}".formatted(DemoAccount.ROLE));
    assertThatThrownBy(() -> converse(PROFILE, "1"))
        .hasMessageContaining("because no identity-based policy allows");
  }

  @Test
  void anAgreementThatIsMissingIsNoPermission() {
    world
        .simulator()
        .control(
            "POST",
            "agreements",
            "{\"account\":\"123456789012\",\"modelId\":\"%s\",\"agreement\":\"NOT_AVAILABLE\"}"
                .formatted(MODEL));
    assertThatThrownBy(() -> converse(PROFILE, "1"))
        .hasMessageContaining("You don't have access to the model");
  }

  private void denied(String model, String version) {
    assertThatThrownBy(() -> converse(model, version)).isInstanceOf(AccessDeniedException.class);
  }

  private int converse(String model, String version) {
    return runtime
        .converse(
            r ->
                r.modelId(model)
                    .messages(DemoAccount.user("Hello"))
                    .guardrailConfig(
                        g -> g.guardrailIdentifier(guardrail).guardrailVersion(version)))
        .usage()
        .outputTokens();
  }

  private String policy() {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/" + guardrail;
    var profile = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + PROFILE;
    return """
    {"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":["bedrock:InvokeModel","bedrock:InvokeModelWithResponseStream"],
     "Resource":"%2$s","Condition":{"StringEquals":{"bedrock:GuardrailIdentifier":"%1$s:1"}}},
    {"Effect":"Allow","Action":["bedrock:InvokeModel","bedrock:InvokeModelWithResponseStream"],
     "Resource":["arn:aws:bedrock:us-east-1::foundation-model/%3$s",
     "arn:aws:bedrock:us-east-2::foundation-model/%3$s",
     "arn:aws:bedrock:us-west-2::foundation-model/%3$s"],
     "Condition":{"StringEquals":{"bedrock:InferenceProfileArn":"%2$s",
     "bedrock:GuardrailIdentifier":"%1$s:1"}}},
    {"Effect":"Allow","Action":"bedrock:ApplyGuardrail","Resource":"%1$s"}]}"""
        .formatted(arn, profile, MODEL);
  }
}
