package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ComposedContent.Role;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are composed one by one are messages whose roles take turns. */
class ComposedContentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EndpointLimits LIMITS = new TestEndpoint("http://x").build().limits();

  private JsonMembers values;
  private ConverseWriter to;
  private ComposedContent messages;

  @BeforeEach
  void read() throws InvalidRequestException {
    read(
        """
        {"one":"1","two":"2","thought":"H\\u006d","signature":"c2ln","redacted":"cmVk",
         "name":"run","arguments":"{\\"to\\": \\"ada\\"}","odd":"call/1"}\
        """);
  }

  private void read(String body) throws InvalidRequestException {
    var from = new JsonScanner(ReceivedBytes.of(body.getBytes(StandardCharsets.UTF_8)));
    from.next();
    values = JsonMembers.read(from);
    to = new ConverseWriter(from);
    messages = to.messages();
  }

  private JsonMember member(String name) throws InvalidRequestException {
    return values.require(name);
  }

  private ScannedValue value(String name) throws InvalidRequestException {
    return to.value(member(name));
  }

  private static JsonNode sent(ConverseRequest request) throws IOException {
    var revision = new Revision(new EndpointName("a", "b"), LIMITS);
    var label = new CallLabel("w", "2026-11", "c", "r");
    try (var body = request.request(revision, label, false).body().open()) {
      return JSON.readTree(body).path("messages");
    }
  }

  @Test
  void blocksOfOneRoleInARowAreOneMessage() throws Exception {
    assertThat(messages.isEmpty()).isTrue();
    messages.by(Role.USER);
    messages.text(value("one"));
    messages.by(Role.USER);
    messages.text(value("two"));
    messages.by(Role.ASSISTANT);
    messages.by(Role.USER);
    messages.text(value("one"));
    messages.by(Role.ASSISTANT);
    messages.text(value("two"));
    messages.by(Role.USER);
    messages.text(value("one"));
    assertThat(messages.isEmpty()).isFalse();
    var request = to.request(Held.NOTHING);
    assertThat(sent(request))
        .isEqualTo(
            JSON.readTree(
                """
                [{"role":"user","content":[{"text":"1"},{"text":"2"},{"text":"1"}]},
                 {"role":"assistant","content":[{"text":"2"}]},
                 {"role":"user","content":[{"text":"1"}]}]\
                """));
    assertThat(request.shape(LIMITS).messages()).isEqualTo(3 + 5);
  }

  @Test
  void aRoleThatSaysNothingIsNoMessage() {
    messages.by(Role.ASSISTANT);
    assertThat(messages.isEmpty()).isTrue();
  }

  @Test
  void thoughtsStayAsTheyWereAndCountByTheirBytes() throws Exception {
    messages.by(Role.ASSISTANT);
    messages.reasoning(value("thought"), value("signature"));
    messages.reasoning(value("thought"), null);
    messages.redactedReasoning(value("redacted"));
    var request = to.request(Held.NOTHING);
    assertThat(sent(request).at("/0/content"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"reasoningContent":{"reasoningText":{"text":"Hm","signature":"c2ln"}}},
                 {"reasoningContent":{"reasoningText":{"text":"Hm"}}},
                 {"reasoningContent":{"redactedContent":"cmVk"}}]\
                """));
    var shape = request.shape(LIMITS);
    assertThat(shape.opaque()).isFalse();
    // What Converse's own shape counts for the same, and our own JSON around it at most once more.
    var inner = 0L;
    for (var block : sent(request).at("/0/content")) {
      inner += block.path("reasoningContent").toString().length();
    }
    assertThat(shape.textBytes()).isBetween(3 * inner, 8 * inner);
  }

  @Test
  void idsThatConverseDoesNotTakeBecomeTheSameDigestEverywhere() throws Exception {
    var ids = new ToolIds(to);
    messages.by(Role.ASSISTANT);
    messages.toolUse(ids.of(member("odd")), value("name"), to.json("{}"));
    messages.toolUse(ids.of(member("name")), value("name"), to.json("{}"));
    messages.by(Role.USER);
    messages.toolResult(ids.of(member("odd")), true).end();
    var sent = sent(to.request(Held.NOTHING));
    var id = sent.at("/0/content/0/toolUse/toolUseId").asText();
    assertThat(id).matches("id-[0-9a-f]{40}");
    assertThat(sent.at("/0/content/1/toolUse/toolUseId").asText()).isEqualTo("run");
    assertThat(sent.at("/1/content/0/toolResult/toolUseId").asText()).isEqualTo(id);
    assertThat(sent.at("/1/content/0/toolResult/status").asText()).isEqualTo("error");
  }

  @Test
  void anEmptyIdIsNone() throws InvalidRequestException {
    read("{\"id\":\"\"}");
    assertThatThrownBy(() -> new ToolIds(to).of(member("id"))).hasMessage("id: must not be empty");
  }

  @Test
  void inputThatCameAsATextIsSeenAndMaskedAsJson() throws Exception {
    messages.by(Role.ASSISTANT);
    var arguments = member("arguments");
    messages.toolUse(value("name"), value("name"), to.json(arguments, arguments.text()));
    messages.by(Role.USER);
    var result = messages.toolResult(value("name"), false);
    result.text(value("one"));
    result.end();
    var request = to.request(Held.NOTHING);
    assertThat(request.checkedTexts().read(0)).isEqualTo("{\"to\":\"ada\"}");
    assertThat(request.checkedTexts().read(1)).isEqualTo("1");
    var both = List.of(0, 1);

    request.checkedTexts().replace(both, List.of("{\"to\":\"{NAME}\"}", "{AGE} \"now\""));

    assertThat(sent(request).at("/0/content/0/toolUse/input"))
        .isEqualTo(JSON.readTree("{\"to\":\"{NAME}\"}"));
    assertThat(sent(request).at("/1/content/0/toolResult/content/0/text").asText())
        .isEqualTo("{AGE} \"now\"");
    assertThatThrownBy(() -> request.checkedTexts().replace(both, List.of("{\"to\":{NAME}}", "1")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":1} 2", "[1,]", "nothing", "{\"a\":\"\\ud83d\"}"})
  void aTextThatIsNoJsonIsRefused(String json) throws InvalidRequestException {
    var arguments = member("arguments");
    assertThatThrownBy(() -> to.json(arguments, json))
        .hasMessage("arguments: must be JSON in a text");
  }
}
