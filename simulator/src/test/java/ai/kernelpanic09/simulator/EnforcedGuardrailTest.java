package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GuardrailStatus;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailOrigin;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Guardrails that an account or its organisation adds to every call. */
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class EnforcedGuardrailTest {
  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:guardrail/";

  private DemoAccount world;
  private BedrockClient bedrock;
  private BedrockRuntimeClient runtime;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    var session = world.assume("session");
    bedrock = world.bedrock(session);
    runtime = world.runtime(session);
  }

  @AfterEach
  void stop() {
    runtime.close();
    bedrock.close();
    world.close();
  }

  /** Publishes a guardrail that blocks one word and looks for e-mail addresses. */
  private String guardrail(String name, String word) {
    var id =
        bedrock
            .createGuardrail(
                r ->
                    r.name(name)
                        .blockedInputMessaging(name + " stops this.")
                        .blockedOutputsMessaging(name + " stops that.")
                        .wordPolicyConfig(w -> w.wordsConfig(c -> c.text(word)))
                        .sensitiveInformationPolicyConfig(
                            p -> p.piiEntitiesConfig(e -> e.type("EMAIL").action("ANONYMIZE"))))
            .guardrailId();
    await()
        .until(
            () ->
                bedrock.getGuardrail(r -> r.guardrailIdentifier(id)).status()
                    == GuardrailStatus.READY);
    bedrock.createGuardrailVersion(r -> r.guardrailIdentifier(id));
    return id;
  }

  private void enforce(String id) {
    bedrock.putEnforcedGuardrailConfiguration(
        r ->
            r.guardrailInferenceConfig(c -> c.guardrailIdentifier(ARN + id).guardrailVersion("1")));
  }

  private void enforceByOrganization(String id, String system) {
    world
        .simulator()
        .control(
            "POST",
            "organization-guardrails",
            "{\"guardrails\":[{\"arn\":\"%s\",\"version\":\"1\",\"system\":\"%s\"}]}"
                .formatted(ARN + id, system));
  }

  private ConverseResponse converse(String text) {
    return runtime.converse(
        r ->
            r.modelId(NOVA)
                .messages(DemoAccount.user(text))
                .guardrailConfig(g -> g.trace(GuardrailTrace.ENABLED)));
  }

  @Test
  void theAccountsGuardrailIsListedAndTakenBack() {
    assertThat(bedrock.listEnforcedGuardrailsConfiguration(r -> {}).guardrailsConfig()).isEmpty();
    var id = guardrail("company", "classified");
    enforce(id);
    var listed = bedrock.listEnforcedGuardrailsConfiguration(r -> {}).guardrailsConfig();
    assertThat(listed)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.guardrailArn()).isEqualTo(ARN + id);
              assertThat(each.guardrailVersion()).isEqualTo("1");
            });
    bedrock.deleteEnforcedGuardrailConfiguration(r -> r.configId(listed.getFirst().configId()));
    assertThat(bedrock.listEnforcedGuardrailsConfiguration(r -> {}).guardrailsConfig()).isEmpty();
    assertThat(converse("This is classified.").stopReason()).isEqualTo(StopReason.END_TURN);
  }

  @Test
  void aGuardrailThatDoesNotExistCantBeEnforced() {
    assertThatThrownBy(() -> enforce("nosuch")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void everyCallIsLookedAtAndBilledByEach() {
    enforce(guardrail("company", "classified"));
    var organization = guardrail("group", "secret");
    enforceByOrganization(organization, "SELECTIVE");
    var own = guardrail("own", "banana");
    var answer =
        runtime.converse(
            r ->
                r.modelId(NOVA)
                    .messages(DemoAccount.user("hi"))
                    .guardrailConfig(
                        g ->
                            g.guardrailIdentifier(own)
                                .guardrailVersion("1")
                                .trace(GuardrailTrace.ENABLED)));
    var trace = answer.trace().guardrail();
    assertThat(trace.inputAssessment()).hasSize(3);
    assertThat(trace.outputAssessments()).hasSize(3);
    assertThat(
            trace.inputAssessment().values().stream()
                .map(each -> each.appliedGuardrailDetails().guardrailOrigin().getFirst()))
        .containsExactlyInAnyOrder(
            GuardrailOrigin.REQUEST,
            GuardrailOrigin.ACCOUNT_ENFORCED,
            GuardrailOrigin.ORGANIZATION_ENFORCED);
    // Sensitive information, 0.0001 dollars a unit: one unit of each side of each.
    assertThat(world.simulator().bill().calls().getLast().charge().guardrail())
        .satisfies(units -> assertThat(units.sensitiveInformation()).isEqualTo(6));
    assertThat(converse("This is secret.").output().message().content().getFirst().text())
        .isEqualTo("group stops this.");
    assertThat(converse("Write to ada@example.org.").trace().guardrail().actionReason())
        .isEqualTo("Guardrail masked.");
  }

  @Test
  void oneThatIsWantedTwiceIsAppliedOnce() {
    var id = guardrail("company", "classified");
    enforce(id);
    enforceByOrganization(id, "SELECTIVE");
    var trace = converse("hi").trace().guardrail();
    assertThat(trace.inputAssessment()).hasSize(1);
    assertThat(trace.inputAssessment().values())
        .flatExtracting(each -> each.appliedGuardrailDetails().guardrailOrigin())
        .containsExactlyInAnyOrder(
            GuardrailOrigin.ACCOUNT_ENFORCED, GuardrailOrigin.ORGANIZATION_ENFORCED);
  }

  @Test
  void theSystemPromptIsLookedAtWhereTheConfigurationSaysSo() {
    var id = guardrail("group", "secret");
    for (var mode : new String[] {"SELECTIVE", "COMPREHENSIVE"}) {
      enforceByOrganization(id, mode);
      var answer =
          runtime.converse(
              r ->
                  r.modelId(NOVA)
                      .system(SystemContentBlock.fromText("This is secret."))
                      .messages(DemoAccount.user("hi")));
      assertThat(answer.stopReason())
          .isEqualTo(
              mode.equals("SELECTIVE") ? StopReason.END_TURN : StopReason.GUARDRAIL_INTERVENED);
    }
  }

  @Test
  void itIsNotAddedToCallsOfAModelThatItExcludes() {
    var id = guardrail("company", "classified");
    bedrock.putEnforcedGuardrailConfiguration(
        r ->
            r.guardrailInferenceConfig(
                c ->
                    c.guardrailIdentifier(id)
                        .guardrailVersion("1")
                        .modelEnforcement(m -> m.includedModels("ALL").excludedModels(NOVA))));
    assertThat(converse("This is classified.").stopReason()).isEqualTo(StopReason.END_TURN);
  }

  @Test
  void aSessionThatMayNotApplyItMayNotCall() {
    enforce(guardrail("company", "classified"));
    var invoke =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel",
        "Resource":"*"}]}""";
    try (var limited = world.runtime(world.assume("limited", invoke))) {
      assertThatThrownBy(
              () -> limited.converse(r -> r.modelId(NOVA).messages(DemoAccount.user("hi"))))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("bedrock:ApplyGuardrail");
      assertThatThrownBy(
              () ->
                  limited.invokeModel(
                      r ->
                          r.modelId(NOVA)
                              .body(
                                  software.amazon.awssdk.core.SdkBytes.fromUtf8String(
                                      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}"))))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }
}
