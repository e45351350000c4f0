package ai.kernelpanic09.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sidecar's messages are those of the operator, which reads and writes them with databind. */
class ControlJsonTest {

  private static final int TRIES = 300;

  /** As strict as the operator. */
  private final ObjectMapper databind =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final RandomRecords records = new RandomRecords(new Random(20261130));

  @ParameterizedTest
  @ValueSource(classes = {SyncRequest.class, TemplateAsk.class, CallerCheck.class})
  void theOperatorReadsWhatIsAsked(Class<?> type) throws IOException {
    var members = new HashSet<String>();
    for (var i = 0; i < TRIES; i++) {
      var message = records.next(type);
      var written = ControlJson.write(message);
      assertThat((Object) databind.readValue(written, type)).isEqualTo(message);
      assertThat(withoutNulls(databind.readTree(written)))
          .isEqualTo(withoutNulls(databind.readTree(databind.writeValueAsBytes(message))));
      collect(databind.readTree(written), members);
    }
    assertThat(members).containsAll(RandomRecords.members(type));
  }

  @ParameterizedTest
  @ValueSource(classes = {SyncAnswer.class, TemplateAnswer.class, CallerVerdict.class})
  void whatTheOperatorAnswersIsRead(Class<?> type) throws IOException {
    for (var i = 0; i < TRIES; i++) {
      var message = records.next(type);
      assertThat((Object) ControlJson.read(databind.writeValueAsBytes(message), type))
          .isEqualTo(message);
      var later = (ObjectNode) databind.valueToTree(message);
      enrich(later);
      assertThat((Object) ControlJson.read(databind.writeValueAsBytes(later), type))
          .isEqualTo(message);
      var nulls = (ObjectNode) withoutNulls(databind.valueToTree(message));
      assertThat((Object) ControlJson.read(databind.writeValueAsBytes(nulls), type))
          .isEqualTo(message);
    }
  }

  @Test
  void anAnswerThatSaysOnlyTheNecessaryIsUnderstood() throws IOException {
    var answer =
        read(
            "{\"protocol\":1,\"seq\":7,\"endpoints\":[{\"endpoint\":\"ns/chat\",\"ready\":true}]}");
    assertThat(answer.seq()).isEqualTo(7);
    assertThat(answer.templates()).isEmpty();
    assertThat(answer.endpoints().getFirst().ready()).isTrue();
    assertThat(answer.endpoints().getFirst().limits()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"protocol\":1,\"seq\":7",
        "{\"endpoints\":{}}",
        "{\"endpoints\":[{\"endpoint\":\"chat\"}]}",
        "{\"endpoints\":[{\"endpoint\":{\"namespace\":\"ns\"}}]}",
        "{\"endpoints\":[{\"endpoint\":\"ns/chat\",\"keep\":\"much\"}]}",
        "{\"endpoints\":[{\"endpoint\":\"ns/chat\",\"keep\":1.5}]}",
        "{\"seq\":99999999999999999999}",
        "{\"templates\":[{\"revision\":{\"prompt\":{\"variables\":[{\"name\":7}]}}}]}",
        "{\"templates\":[{\"revision\":{\"prompt\":{\"variables\":[{\"type\":\"x\"}]}}}]}"
      })
  void whatIsNoAnswerIsNotUnderstood(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  private static SyncAnswer read(String text) throws IOException {
    return ControlJson.read(text.getBytes(StandardCharsets.UTF_8), SyncAnswer.class);
  }

  /** Adds an unknown member of each form to every object, but for values of variables. */
  private static void enrich(JsonNode node) {
    node.forEachEntry(
        (name, member) -> {
          if (!name.equals("default")) {
            enrich(member);
          }
        });
    if (node.isArray()) {
      node.forEach(ControlJsonTest::enrich);
    }
    if (node instanceof ObjectNode object) {
      object
          .put("laterText", "x")
          .put("laterNumber", 1.5)
          .putObject("later")
          .putArray("list")
          .add(1);
    }
  }

  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.removeIf(JsonNode::isNull);
    }
    node.forEach(ControlJsonTest::withoutNulls);
    return node;
  }

  private static void collect(JsonNode node, Set<String> into) {
    node.fieldNames().forEachRemaining(into::add);
    node.forEach(each -> collect(each, into));
  }
}
