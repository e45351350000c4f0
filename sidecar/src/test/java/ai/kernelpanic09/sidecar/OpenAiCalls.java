package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One call in one of OpenAI's forms to a sidecar of its own, and what is told of it. */
final class OpenAiCalls {

  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";

  private final TestCertificate certificate;
  private final Path directory;
  private final ScriptedBedrock bedrock;
  private UnaryOperator<TestEndpoint> terms = endpoint -> endpoint;

  OpenAiCalls(TestCertificate certificate, Path directory, ScriptedBedrock bedrock) {
    this.certificate = certificate;
    this.directory = directory;
    this.bedrock = bedrock;
  }

  /** To an endpoint that differs in this from others. */
  OpenAiCalls with(UnaryOperator<TestEndpoint> differing) {
    terms = differing;
    return this;
  }

  HttpResponse<String> chat(String more) {
    return post(CHAT, chatBody(more));
  }

  HttpResponse<String> responses(String more) {
    return post(RESPONSES, responsesBody(more));
  }

  static String chatBody(String more) {
    return "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}"
        .formatted(more.isEmpty() ? "" : "," + more);
  }

  static String responsesBody(String more) {
    return "{\"model\":\"claude-haiku\",\"input\":\"Hi\"%s}"
        .formatted(more.isEmpty() ? "" : "," + more);
  }

  private HttpResponse<String> post(String path, String body) {
    var endpoint = terms.apply(new TestEndpoint(bedrock.url()).maxTokens(64)).build();
    try (var control = new TestControl(certificate, endpoint);
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      return sidecar.post(path, body).join();
    }
  }

  /** The body of an answer that is served, with ids and times that are the same in each. */
  static String body(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response
        .body()
        .replaceAll("chatcmpl-([0-9a-f]{8}-[0-9a-f-]{27}|r-\\d+)", "chatcmpl-ID")
        .replaceAll("(resp|msg|fc|rs)_([0-9a-f]{32}|r1)", "$1_ID")
        .replaceAll("\"(created|created_at)\":1\\d{9}", "\"$1\":1");
  }

  /** The data of the events of a stream, in their order. */
  static List<String> events(HttpResponse<String> response) {
    var contentType = response.headers().firstValue("content-type").orElse("");
    assertThat(contentType).as(response.body()).isEqualTo("text/event-stream");
    var data = new ArrayList<String>();
    for (var event : body(response).split("\n\n", 0)) {
      for (var line : event.split("\n", 0)) {
        if (line.startsWith("data: ")) {
          data.add(line.substring("data: ".length()));
        } else {
          assertThat(line).matches("event: [a-z_.]+|: .*");
        }
      }
    }
    return data;
  }
}
