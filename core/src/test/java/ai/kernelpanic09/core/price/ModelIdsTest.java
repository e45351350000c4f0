package ai.kernelpanic09.core.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdsTest {

  private static final String ARN = "arn:aws:bedrock:eu-west-1:123456789012:";

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-opus-5, FOUNDATION_MODEL, anthropic.claude-opus-5,",
    "zai.glm-4.7, FOUNDATION_MODEL, zai.glm-4.7,",
    "deepseek.v3.2, FOUNDATION_MODEL, deepseek.v3.2,",
    "us.deepseek.v3.2, INFERENCE_PROFILE, deepseek.v3.2, us",
    "us-gov.anthropic.claude-opus-5, INFERENCE_PROFILE, anthropic.claude-opus-5, us-gov",
    "global.amazon.nova-2-lite-v1:0, INFERENCE_PROFILE, amazon.nova-2-lite-v1:0, global",
    "apac.amazon.nova-lite-v1:0, INFERENCE_PROFILE, amazon.nova-lite-v1:0, apac",
    "jp.anthropic.claude-sonnet-5, INFERENCE_PROFILE, anthropic.claude-sonnet-5, jp",
  })
  void readsPlainIds(String text, ModelId.Kind kind, String name, @Nullable String profile) {
    assertThat(ModelIds.parse(text)).isEqualTo(new ModelId(kind, name, profile, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "inference-profile/eu.anthropic.claude-opus-5, INFERENCE_PROFILE, anthropic.claude-opus-5, eu",
    "application-inference-profile/a1b2c3d4, APPLICATION_INFERENCE_PROFILE, a1b2c3d4,",
    "provisioned-model/a1b2c3d4, PROVISIONED_MODEL, a1b2c3d4,",
    "imported-model/a1b2c3d4, IMPORTED_MODEL, a1b2c3d4,",
    "custom-model-deployment/a1b2c3d4, CUSTOM_MODEL_DEPLOYMENT, a1b2c3d4,",
    "prompt-router/a1b2c3d4, PROMPT_ROUTER, a1b2c3d4,",
    "default-prompt-router/anthropic.claude:1, DEFAULT_PROMPT_ROUTER, anthropic.claude:1,",
  })
  void readsArns(String resource, ModelId.Kind kind, String name, @Nullable String profile) {
    assertThat(ModelIds.parse(ARN + resource))
        .isEqualTo(new ModelId(kind, name, profile, "eu-west-1", "123456789012"));
  }

  @Test
  void readsTheArnOfAModelInAnyRegion() {
    assertThat(ModelIds.parse("arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5"))
        .isEqualTo(
            new ModelId(
                ModelId.Kind.FOUNDATION_MODEL, "anthropic.claude-opus-5", null, null, null));
  }

  @Test
  void readsTheArnOfAFoundationModelWhichHasNoAccount() {
    assertThat(
            ModelIds.parse(
                "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-opus-5"))
        .isEqualTo(
            new ModelId(
                ModelId.Kind.FOUNDATION_MODEL,
                "anthropic.claude-opus-5",
                null,
                "us-gov-west-1",
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "claude",
        "us.claude",
        "anthropic.claude opus",
        "anthropic.claude/opus",
        ARN + "inference-profile/anthropic.claude-opus-5",
        ARN + "foundation-model/us.anthropic.claude-opus-5",
        ARN + "agent/a1b2c3d4",
        "arn:aws:s3:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-opus-5",
        "arn:aws:bedrock:eu-west-1:1234:provisioned-model/a1b2c3d4",
      })
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> ModelIds.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, us",
    "us-gov-west-1, us-gov",
    "eu-central-2, eu",
    "ap-southeast-1, apac",
    "ap-northeast-1, jp apac",
    "ap-southeast-2, au apac",
    "ap-south-1, in apac",
    "ca-central-1, ca",
    "sa-east-1, ''",
    "me-central-1, ''",
    "eusc-de-east-1, ''",
    "us-iso-east-1, ''",
    "us-isob-east-1, ''",
    "eu-isoe-west-1, ''",
    "cn-north-1, ''",
  })
  void aRegionsProfilesStayInItsGeography(String region, String prefixes) {
    var expected = prefixes.isEmpty() ? List.<String>of() : Arrays.asList(prefixes.split(" ", -1));
    assertThat(ModelIds.geoProfiles(region)).isEqualTo(expected);
    assertThat(ModelIds.geoProfile(region)).isEqualTo(expected.stream().findFirst());
  }

  @Test
  void namesAModelThroughAProfile() {
    assertThat(ModelIds.parse("anthropic.claude-opus-5").through("us"))
        .isEqualTo("us.anthropic.claude-opus-5");
  }
}
