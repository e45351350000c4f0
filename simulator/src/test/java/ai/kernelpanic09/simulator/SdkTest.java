package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileStatus;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** The AWS SDK for Java, unmodified, against the simulator. */
class SdkTest {
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String US_HAIKU = "us." + HAIKU;

  private DemoAccount world;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aSessionConversesAndIsBilledToTheNanoDollar() {
    var session = world.assume("ai-workloads.claude-haiku");
    try (var runtime = world.runtime(session)) {
      var answer =
          runtime.converse(
              r ->
                  r.modelId(US_HAIKU)
                      .messages(DemoAccount.user("Say hello to the simulator"))
                      .inferenceConfig(c -> c.maxTokens(16))
                      .requestMetadata(
                          Map.of("endpoint", "ai-workloads/claude-haiku", "window", "2026-11-22")));
      assertThat(answer.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(answer.usage().outputTokens()).isEqualTo(16);
      long cost = answer.usage().inputTokens() * 1_100L + 16 * 5_500L;
      assertThat(world.simulator().bill().total().billedNanoDollars()).isEqualTo(cost);
      var call = world.simulator().bill().calls().getLast();
      assertThat(call.signer().session()).isEqualTo("ai-workloads.claude-haiku");
      assertThat(call.signer().role()).isEqualTo(DemoAccount.ROLE);
      assertThat(call.requestMetadata()).containsEntry("window", "2026-11-22");
    }
  }

  @Test
  void aBareIdOfAProfileOnlyModelIsRefusedInAwssWords() {
    try (var runtime = world.runtime(world.assume("session"))) {
      assertThatThrownBy(
              () -> runtime.converse(r -> r.modelId(HAIKU).messages(DemoAccount.user("Hello"))))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining(
              "Invocation of model ID anthropic.claude-haiku-4-5-20251001-v1:0 with on-demand"
                  + " throughput isn't supported. Retry your request with the ID or ARN of an"
                  + " inference profile that contains this model.");
    }
  }

  @Test
  void aSessionPolicyNarrowsTheRole() {
    var session =
        world.assume(
            "session",
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:InvokeModel",
            "Resource":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"}}""");
    try (var runtime = world.runtime(session)) {
      runtime.converse(
          r -> r.modelId("amazon.nova-micro-v1:0").messages(DemoAccount.user("Hello")));
      assertThatThrownBy(
              () ->
                  runtime.converse(
                      r -> r.modelId("amazon.nova-lite-v1:0").messages(DemoAccount.user("Hello"))))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("because no session policy allows the bedrock:InvokeModel action");
    }
  }

  @Test
  void theControlPlaneTellsOfModelsAndProfiles() {
    try (var bedrock = world.bedrock(world.assume("session"))) {
      assertThat(
              bedrock
                  .getFoundationModel(r -> r.modelIdentifier(HAIKU))
                  .modelDetails()
                  .inferenceTypesSupportedAsStrings())
          .doesNotContain("ON_DEMAND");
      var profile = bedrock.getInferenceProfile(r -> r.inferenceProfileIdentifier(US_HAIKU));
      assertThat(profile.status()).isEqualTo(InferenceProfileStatus.ACTIVE);
      assertThat(profile.models()).hasSize(3);
      assertThat(
              bedrock
                  .getFoundationModelAvailability(r -> r.modelId(HAIKU))
                  .agreementAvailability()
                  .statusAsString())
          .isEqualTo("AVAILABLE");
      assertThat(bedrock.listInferenceProfiles(r -> {}).inferenceProfileSummaries())
          .anyMatch(p -> p.inferenceProfileId().equals("global." + HAIKU))
          .noneMatch(p -> p.inferenceProfileId().startsWith("eu."));
    }
  }

  @Test
  void aGlobalProfileWantsThreeResources() {
    var region = "arn:aws:bedrock:us-east-1::foundation-model/" + HAIKU;
    var anywhere = "arn:aws:bedrock:::foundation-model/" + HAIKU;
    var profile = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global." + HAIKU;
    try (var bedrock = world.bedrock(world.assume("session"))) {
      assertThat(
              bedrock
                  .getInferenceProfile(r -> r.inferenceProfileIdentifier("global." + HAIKU))
                  .models())
          .extracting(m -> m.modelArn())
          .containsExactly(region, anywhere);
    }
    for (var permitted : List.of(List.of(profile, region), List.of(profile, region, anywhere))) {
      var policy =
          """
          {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:InvokeModel",
          "Resource":["%s"]}}"""
              .formatted(String.join("\",\"", permitted));
      try (var runtime = world.runtime(world.assume("session", policy))) {
        if (permitted.contains(anywhere)) {
          runtime.converse(r -> r.modelId("global." + HAIKU).messages(DemoAccount.user("Hello")));
        } else {
          assertThatThrownBy(
                  () ->
                      runtime.converse(
                          r -> r.modelId("global." + HAIKU).messages(DemoAccount.user("Hello"))))
              .isInstanceOf(AccessDeniedException.class)
              .hasMessageContaining("on resource: " + anywhere);
        }
      }
    }
  }
}
