package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.model.ModelFeature;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model does not take is refused by the caller's own name for it. */
class FeatureNotesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEMPERATURE                    | us.anthropic.claude-haiku-4-5-20251001-v1:0 | ",
        "TEMPERATURE TOP_P              | us.anthropic.claude-haiku-4-5-20251001-v1:0 | top_p",
        "TEMPERATURE TOP_P              | amazon.nova-lite-v1:0 | ",
        "TEMPERATURE                    | us.anthropic.claude-opus-4-7 | temperature",
        "TOP_K_OF_NOVA                  | amazon.nova-lite-v1:0 | ",
        "TOP_K_OF_NOVA                  | us.anthropic.claude-sonnet-4-6 | top_k_of_nova",
        "THINKING_ENABLED               | us.anthropic.claude-haiku-4-5-20251001-v1:0 | ",
        "THINKING_ENABLED TEMPERATURE   | us.anthropic.claude-haiku-4-5-20251001-v1:0 | temperature",
        "THINKING_ENABLED TOP_P         | us.anthropic.claude-haiku-4-5-20251001-v1:0 | ",
        "THINKING_ADAPTIVE TOP_K        | us.anthropic.claude-sonnet-4-6 | top_k",
        "THINKING_ADAPTIVE TOOL_CHOICE_ANY | us.anthropic.claude-opus-4-7 | tool_choice_any",
        "EFFORT TOOL_CHOICE_ANY         | us.anthropic.claude-sonnet-4-6 | ",
        "TOOL_CHOICE_TOOL               | us.meta.llama3-3-70b-instruct-v1:0 | tool_choice_tool",
      })
  void oneByOneAndTogether(String asked, String modelId, String refused) {
    var notes = new FeatureNotes();
    for (var each : asked.split(" ", 0)) {
      notes.note(ModelFeature.valueOf(each), each.toLowerCase(Locale.ROOT));
    }
    var problem = notes.refused(modelId);
    if (refused == null) {
      assertThat(problem).isNull();
    } else {
      assertThat(problem).startsWith(refused + ": model " + modelId + " ");
    }
  }
}
