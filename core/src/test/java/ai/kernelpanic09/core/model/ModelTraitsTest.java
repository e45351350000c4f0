package ai.kernelpanic09.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What families of models take. */
class ModelTraitsTest {

  /** Beside temperature, topP and both choices of tools. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anthropic.claude-3-haiku-20240307-v1:0            | TOP_K | true",
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0      | TOP_K THINKING_ENABLED | true",
        "us.anthropic.claude-sonnet-4-20250514-v1:0        | TOP_K THINKING_ENABLED | true",
        "us.anthropic.claude-opus-4-1-20250805-v1:0        | TOP_K THINKING_ENABLED | false",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0       | TOP_K THINKING_ENABLED JSON_SCHEMA STRICT_TOOLS | false",
        "us.anthropic.claude-opus-4-5-20251101-v1:0        | TOP_K THINKING_ENABLED EFFORT JSON_SCHEMA STRICT_TOOLS | false",
        "global.anthropic.claude-sonnet-4-6                | TOP_K THINKING_ENABLED THINKING_ADAPTIVE EFFORT JSON_SCHEMA STRICT_TOOLS | false",
        "amazon.nova-lite-v1:0                             | TOP_K_OF_NOVA | true",
        "openai.gpt-oss-120b-1:0                           | REASONING_EFFORT JSON_SCHEMA SCHEMA_BOUNDS STRICT_TOOLS | true",
        "unknown.model-v1                                  | | true",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc | JSON_SCHEMA SCHEMA_BOUNDS STRICT_TOOLS | true",
        "not an id                                         | JSON_SCHEMA SCHEMA_BOUNDS STRICT_TOOLS | true",
      })
  void aFamilyTakesMoreThanTheLeast(String modelId, String more, boolean both) {
    var traits = ModelTraits.of(modelId);
    assertThat(traits.takes())
        .contains(
            ModelFeature.TEMPERATURE,
            ModelFeature.TOP_P,
            ModelFeature.TOOL_CHOICE_ANY,
            ModelFeature.TOOL_CHOICE_TOOL);
    var expected =
        more == null
            ? Set.<ModelFeature>of()
            : Arrays.stream(more.split(" ", 0))
                .map(ModelFeature::valueOf)
                .collect(Collectors.toSet());
    assertThat(traits.takes()).hasSize(4 + expected.size()).containsAll(expected);
    assertThat(traits.temperatureWithTopP()).isEqualTo(both);
  }

  @ParameterizedTest
  @CsvSource({
    "us.anthropic.claude-opus-4-7, false, true",
    "us.anthropic.claude-fable-5-1, false, true",
    "us.meta.llama3-3-70b-instruct-v1:0, true, false",
    "cohere.command-r-v1:0, true, false"
  })
  void someTakeLess(String modelId, boolean sampling, boolean choice) {
    var traits = ModelTraits.of(modelId);
    assertThat(traits.takes(ModelFeature.TEMPERATURE)).isEqualTo(sampling);
    assertThat(traits.takes(ModelFeature.THINKING_ENABLED)).isFalse();
    assertThat(traits.takes(ModelFeature.TOOL_CHOICE_ANY)).isEqualTo(choice);
  }
}
