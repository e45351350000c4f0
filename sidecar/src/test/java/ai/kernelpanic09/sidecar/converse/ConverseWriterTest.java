package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ComposedContent.DocumentHead;
import ai.kernelpanic09.sidecar.converse.ComposedContent.Role;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A call that is composed of another form's values equals the same call in Converse's own shape.
 */
class ConverseWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EndpointLimits LIMITS = new TestEndpoint("http://x").build().limits();

  /** A body in some other form. */
  private static final String OTHER_FORM =
      """
      {"rules":"Be \\u0022brief\\u0022.","question":"What is it? \\ud83c\\udf0d é","png":"iVBORw0KGgo",
       "title":"notes","pdf":"JVBERi0","id":"t1","name":"run","input":{"path":["/","a\\nb"]},
       "answer":"file  not found","about":"Runs it","schema":{"type":"object"}}\
      """;

  private static final String IN_CONVERSE =
      """
      {"system":[{"text":"Be \\u0022brief\\u0022."},{"cachePoint":{"type":"default"}}],
       "messages":[
        {"role":"user","content":[
         {"text":"What is it? \\ud83c\\udf0d é"},
         {"image":{"format":"png","source":{"bytes":"iVBORw0KGgo"}}},
         {"document":{"format":"pdf","name":"notes","source":{"bytes":"JVBERi0"}}}]},
        {"role":"assistant","content":[
         {"toolUse":{"toolUseId":"t1","name":"run","input":{"path":["/","a\\nb"]}}}]},
        {"role":"user","content":[
         {"toolResult":{"toolUseId":"t1","content":[{"text":"file  not found"}]}}]}],
       "toolConfig":{"tools":[{"toolSpec":
        {"name":"run","description":"Runs it","inputSchema":{"json":{"type":"object"}}}}]},
       "maxTokens":9,"temperature":0.5,"topP":0.25}\
      """;

  private static ReceivedBytes bytes(String body) {
    return ReceivedBytes.of(body.getBytes(StandardCharsets.UTF_8));
  }

  private static ScannedValue at(JsonMembers values, ConverseWriter to, String name)
      throws InvalidRequestException {
    return to.value(values.require(name));
  }

  private static ConverseRequest composed() throws InvalidRequestException {
    var from = new JsonScanner(bytes(OTHER_FORM));
    from.next();
    var values = JsonMembers.read(from);
    var to = new ConverseWriter(from);
    to.system().text(at(values, to, "rules"));
    to.system().cachePoint("cache", false);
    var messages = to.messages();
    messages.by(Role.USER);
    messages.text(at(values, to, "question"));
    var png = values.require("png");
    messages.image("png", png.start() + 1, png.end() - 1);
    var pdf = values.require("pdf");
    messages.document(
        "pdf",
        new DocumentHead("pdf", at(values, to, "title"), null, false),
        pdf.start() + 1,
        pdf.end() - 1);
    messages.by(Role.ASSISTANT);
    messages.toolUse(at(values, to, "id"), at(values, to, "name"), at(values, to, "input"));
    messages.by(Role.USER);
    var result = messages.toolResult(at(values, to, "id"), false);
    result.text(at(values, to, "answer"));
    result.end();
    to.tools().tool(at(values, to, "name"), at(values, to, "about"), at(values, to, "schema"));
    to.maxTokens(9);
    to.temperature("temperature", "0.5");
    to.topP("topP", "0.25");
    return to.request(Held.NOTHING);
  }

  private static ConverseRequest passed() throws InvalidRequestException {
    return InvokeReader.read(bytes(IN_CONVERSE), Held.NOTHING).request();
  }

  @Test
  void theyAreSentAlike() throws Exception {
    assertThat(sent(composed())).isEqualTo(sent(passed()));
  }

  @Test
  void noneOfItCostsLess() throws InvalidRequestException {
    var composed = composed().shape(LIMITS);
    var passed = passed().shape(LIMITS);

    assertThat(composed.textBytes()).isBetween(passed.textBytes(), passed.textBytes() + 600);
    assertThat(composed).usingRecursiveComparison().ignoringFields("textBytes").isEqualTo(passed);
  }

  @Test
  void theyShowTheGuardrailTheSameTexts() throws InvalidRequestException {
    assertThat(texts(composed()))
        .containsExactlyInAnyOrderElementsOf(texts(passed()))
        .containsExactlyInAnyOrder(
            "SYSTEM Be \"brief\".",
            "DOCUMENT notes",
            "TOOL {\"path\":[\"/\",\"a\\nb\"]}",
            "TOOL file  not found");
    assertThat(composed().checkedTexts().unreadable(TextKind.DOCUMENT)).isEqualTo("pdf");
    assertThat(passed().checkedTexts().unreadable(TextKind.DOCUMENT))
        .isEqualTo("messages[0].content[2].document");
  }

  private static List<String> texts(ConverseRequest request) {
    var texts = request.checkedTexts();
    return IntStream.range(0, texts.count())
        .mapToObj(i -> texts.kind(i) + " " + read(texts, i))
        .toList();
  }

  private static String read(CheckedTexts texts, int index) {
    try {
      return texts.read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatNobodyCountsIsNotPassedOn() throws InvalidRequestException {
    var from = new JsonScanner(bytes("[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]"));
    from.next();
    var content = new ConverseWriter(from).passMessages();
    while (from.next() != Token.END) {
      if (from.path().isEmpty() && from.token() == Token.END_ARRAY) {
        break;
      }
    }
    assertThatThrownBy(content::end).isInstanceOf(IllegalStateException.class);
  }

  private static JsonNode sent(ConverseRequest request) throws IOException {
    var revision = new Revision(new EndpointName("a", "b"), LIMITS);
    var label = new CallLabel("w", "2026-11", "c", "r");
    try (var body = request.request(revision, label, false).body().open()) {
      return JSON.readTree(body);
    }
  }

  @Test
  void whoWantsSearchResultsCitedReservesAllThatTheModelReads() throws Exception {
    assertThat(searched(",\"citations\":{\"enabled\":true}").shape(LIMITS).opaque()).isTrue();
    assertThat(searched(",\"citations\":{\"enabled\":false}").shape(LIMITS).opaque()).isFalse();
    assertThat(searched("").shape(LIMITS).opaque()).isFalse();
  }

  private static ConverseRequest searched(String citations) throws InvalidRequestException {
    var body =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"searchResult\":"
            + "{\"source\":\"s\",\"title\":\"t\",\"content\":[{\"text\":\"found\"}]"
            + citations
            + "}}]}]}";
    return InvokeReader.read(bytes(body), Held.NOTHING).request();
  }
}
