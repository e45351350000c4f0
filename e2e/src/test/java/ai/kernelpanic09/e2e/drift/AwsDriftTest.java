package ai.kernelpanic09.e2e.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwsDriftTest {

  private static final String HELD =
      """
      {"operations":{"Ask":{"method":"POST","uri":"/ask"},"Gone":{"method":"GET","uri":"/gone"}},
       "structures":{"AskRequest":{"members":{
        "id":{"type":"string","pattern":"[a-z]+|arn:.+","max":10,"required":true},
        "mode":{"type":"enum","values":["FAST","OLD"]},
        "parts":{"type":"list","member":{"ref":"Part"},"max":4},
        "extra":{"type":"document"},
        "dropped":{"type":"integer","min":1}}}}}""";

  private static final String MODEL =
      """
      {"operations":{
        "Ask":{"http":{"method":"POST","requestUri":"/ask/now"},"output":{"shape":"AskResponse"},
          "errors":[{"shape":"BusyException"}]},
        "Added":{"http":{"method":"PUT","requestUri":"/added"}}},
       "shapes":{
        "AskRequest":{"type":"structure","required":["id","parts"],"members":{
          "id":{"shape":"Id"},"mode":{"shape":"Mode"},"parts":{"shape":"Parts"},
          "extra":{"shape":"Document"},"project":{"shape":"Id"}}},
        "AskResponse":{"type":"structure","members":{"stream":{"shape":"Events"}}},
        "Events":{"type":"structure","eventstream":true,"members":{
          "part":{"shape":"Part"},"cut":{"shape":"CutException"}}},
        "BusyException":{"type":"structure","exception":true,"members":{}},
        "CutException":{"type":"structure","exception":true,"members":{}},
        "Id":{"type":"string","max":20,"pattern":"^[a-z]+|^arn:.+$"},
        "Mode":{"type":"string","enum":["FAST","NEW"]},
        "Parts":{"type":"list","max":4,"member":{"shape":"Part"}},
        "Part":{"type":"structure","members":{}},
        "Document":{"type":"structure","document":true,"members":{}}}}""";

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  private static List<Difference> differences() throws JsonProcessingException {
    return Difference.between(
        "demo",
        HeldShapes.of(json(HELD)),
        new ServiceModel(json(MODEL)).facts(Set.of("Ask", "Added", "Gone"), Set.of("AskRequest")));
  }

  @Test
  void whatIsNewChangedOrGoneIsFoundAndNothingElse() throws JsonProcessingException {
    assertThat(differences())
        .containsExactly(
            new Difference("demo", "AskRequest.dropped type", "integer", ""),
            new Difference("demo", "AskRequest.id max", "10", "20"),
            new Difference("demo", "AskRequest.mode value NEW", "", "yes"),
            new Difference("demo", "AskRequest.mode value OLD", "yes", ""),
            new Difference("demo", "AskRequest.parts required", "", "yes"),
            new Difference("demo", "AskRequest.project type", "", "string"),
            new Difference("demo", "operation Added", "", "PUT /added"),
            new Difference("demo", "operation Ask", "POST /ask", "POST /ask/now"),
            new Difference("demo", "operation Gone", "GET /gone", ""));
  }

  @Test
  void errorsOfAStreamAreErrorsToo() throws JsonProcessingException {
    assertThat(new ServiceModel(json(MODEL)).errors(Set.of("Ask")))
        .containsExactly("BusyException", "CutException");
  }

  @Test
  void theReportIsATableThatTellsApartWhatIsLeft() throws JsonProcessingException {
    var left = Left.read(List.of("# a comment", "", "demo\toperation Gone\tnobody called it"));
    assertThat(DriftReport.of(differences(), left))
        .contains("8 to look at:")
        .contains("| changed | demo | AskRequest.id max | 10 | 20 |")
        .contains("| new | demo | operation Added |  | PUT /added |")
        .contains("1 are left, for a reason:")
        .contains("| gone | demo | operation Gone | nobody called it |");
    assertThat(DriftReport.of(List.of(), left)).isEqualTo("Nothing is new, changed or gone.\n");
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    assertThatThrownBy(() -> Left.read(List.of("demo\toperation Gone")))
        .hasMessageContaining("aws-drift.tsv")
        .hasMessageContaining("demo\toperation Gone");
  }

  @Test
  void whatIsNoModelCantBeCompared() throws JsonProcessingException {
    var nothing = json("{}");
    assertThatThrownBy(() -> new ServiceModel(nothing)).hasMessageContaining("no service model");
    assertThatThrownBy(() -> new Botocore(Path.of("botocore.tar.gz")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no wheel");
  }

  @Test
  void whatThisProjectStandsOnIsFound() throws IOException {
    var held = new Held(Path.of(".."));
    assertThat(held.actions("bedrock")).contains("InvokeModel", "UpdateGuardrail", "CountTokens");
    assertThat(held.actions("sts")).contains("AssumeRole");
    assertThat(held.errors()).contains("ThrottlingException");
    assertThat(Left.read(held.left())).isNotEmpty();
    for (var service : List.of("bedrock-runtime", "bedrock", "sts")) {
      assertThat(HeldShapes.of(held.shapes(service)).byName()).isNotEmpty();
    }
  }
}
