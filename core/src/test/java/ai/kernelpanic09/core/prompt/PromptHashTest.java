package ai.kernelpanic09.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which changes of a spec are changes of its prompt. */
class PromptHashTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPEC =
      """
      {"systemPrompt": "Be direct.", "template": "Review {{.Diff}} for {{.Focus}}",
       "variables": [{"name": "Diff", "type": "string", "required": true},
                     {"name": "Focus", "default": "bugs", "enum": ["bugs", "style"]},
                     {"name": "More", "type": "object", "default": {"a": 5, "b": [1, true]}}],
       "modelEndpointRef": {"name": "chat"}, "revisionHistoryLimit": 3}
      """;

  private static String hash(String spec) {
    try {
      return Prompt.of(JSON.readValue(spec, PromptTemplateSpec.class)).hash();
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void itIsTheSameForEveryWayOfWritingThePrompt() {
    assertThat(hash(SPEC)).hasSize(32);
    assertThat(hash(SPEC.replace("\"revisionHistoryLimit\": 3", "\"revisionHistoryLimit\": 9")))
        .isEqualTo(hash(SPEC));
    assertThat(hash(SPEC.replace("{\"a\": 5, \"b\": [1, true]}", "{\"b\": [1, true], \"a\": 5.0}")))
        .isEqualTo(hash(SPEC));
    assertThat(hash(SPEC.replace("\"type\": \"string\", \"required\": true", "\"required\": true")))
        .isEqualTo(hash(SPEC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Be direct.=Be kind.",
        "Review {{.Diff}}=Review the {{.Diff}}",
        "\"name\": \"chat\"=\"name\": \"other\"",
        "\"required\": true=\"required\": false",
        "\"default\": \"bugs\"=\"default\": \"style\"",
        "[\"bugs\", \"style\"]=[\"bugs\"]",
        "[1, true]=[true, 1]",
        "[1, true]=[\"1\", true]",
        "[1, true]=[[1], true]",
        "\"a\": 5=\"a\": 6",
        "{\"a\": 5, \"b\": [1, true]}={}",
        "\"type\": \"object\"=\"type\": \"object\", \"description\": \"what else\"",
      })
  void itIsAnotherForEveryOtherPrompt(String change) {
    var parts = change.split("=", 2);
    assertThat(SPEC).contains(parts[0]);

    assertThat(hash(SPEC.replace(parts[0], parts[1]))).isNotEqualTo(hash(SPEC));
  }
}
