package ai.kernelpanic09.sidecar.surface;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import ai.kernelpanic09.sidecar.bedrock.ErrorTable;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.anthropic.AnthropicErrors;
import ai.kernelpanic09.sidecar.surface.bedrock.BedrockErrors;
import ai.kernelpanic09.sidecar.surface.openai.OpenAiErrors;
import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the table of error codes in the tree with what the surfaces answer; {@code
 * -Dcrd.update=true}, as in {@code make manifests}, writes it.
 */
class ErrorTableTest {

  private static final Path TABLE =
      Path.of("..").toAbsolutePath().normalize().resolve("docs/reference/errors.md");

  private static final String HEAD =
      """
      <!-- Generated from the error codes by `make manifests`: change ErrorCode in module core instead. -->

      # Error codes

      Why a call has no answer, and how each form says it. The form of our own errors: [Calling](../calling.md); of the
      others: [Clients](../clients/README.md). Where Bedrock itself has refused a call, its own form keeps Bedrock's status and
      type.

      | code | `/invoke`, `/render` | OpenAI | Anthropic | Bedrock | meaning | fix | worth trying again |
      |---|---|---|---|---|---|---|---|
      """;

  private static final String BEDROCKS_HEAD =
      """

      ## What Bedrock's errors become

      The first row that fits decides. Only an error that the service itself has given a type proves that nothing is billed;
      where a call may be billed, its worst case is booked and told as estimated. Once content of a streamed answer has come,
      every error may be billed, and neither a retry nor a fallback can begin anew. Messages are told without account numbers,
      ARNs of accounts and ids of principals; the proxy's log has the whole of what blames the account.

      | Bedrock's answer | type | message has | code | billed | tried again | fallbacks are tried |
      |---|---|---|---|---|---|---|
      """;

  /** Failures that are no answer of Bedrock's. */
  private static final Map<String, Kind> UNANSWERED =
      new TreeMap<>(
          Map.of(
              "no connection, or it broke before all was sent", Kind.NOT_SENT,
              "the connection broke", Kind.LOST,
              "`spec.timeouts` ran out", Kind.TIMED_OUT,
              "a success that can't be read", Kind.UNREADABLE));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static int port;

  private static final Map<String, ErrorForm> FORMS =
      Map.of(
          "own", ErrorWriter.FORM,
          "openai", OpenAiErrors.FORM,
          "anthropic", AnthropicErrors.FORM,
          "bedrock", BedrockErrors.FORM);

  @BeforeAll
  static void start() throws Exception {
    port =
        VERTX
            .createHttpServer()
            .requestHandler(
                request -> {
                  var parts = request.path().split("/", -1);
                  requireNonNull(FORMS.get(parts[1]))
                      .write(
                          request.response(), new CallFailure(ErrorCode.valueOf(parts[2]), "why"));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES)
            .actualPort();
  }

  @AfterAll
  static void stop() {
    HTTP.shutdownNow();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void theTableInTheTreeIsWhatTheSurfacesAnswer() throws Exception {
    var expected = new StringBuilder(HEAD);
    for (var code : ErrorCode.values()) {
      expected.append(row(code));
    }
    expected.append(BEDROCKS_HEAD);
    for (var row : ErrorTable.rows()) {
      expected.append(
          row(
              row.status(),
              row.type().equals("*") ? "a new one" : quoted(row.type()),
              quoted(row.messagePart()),
              row.kind()));
    }
    UNANSWERED.forEach((what, kind) -> expected.append(row(what, "", "", kind)));
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(TABLE, expected);
    }
    assertThat(TABLE)
        .as("generated file; `make manifests` writes it anew")
        .exists()
        .content()
        .isEqualTo(expected.toString());
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String row(String answer, String type, String message, Kind kind) {
    return "| %s | %s | %s | `%s` | %s | %s | %s |%n"
        .formatted(
            answer,
            type,
            message,
            CallFailure.of(new BedrockException(kind, "")).code().text(),
            kind.mayBeBilled() ? "maybe" : "no",
            kind.worthRetrying() ? (kind.mayBeBilled() ? "once" : "up to four times") : "no",
            kind.isOfTheModel() ? "yes" : "no");
  }

  private static String row(ErrorCode code) throws Exception {
    return "| `%s` | %s | %s | %s | %s | %s | %s | %s |%n"
        .formatted(
            code.text(),
            answer("own", code, (answer, body) -> ""),
            answer("openai", code, (answer, body) -> word(body.at("/error/code"))),
            answer("anthropic", code, (answer, body) -> word(body.at("/error/type"))),
            answer(
                "bedrock",
                code,
                (answer, body) ->
                    " `" + answer.headers().firstValue("x-amzn-errortype").orElseThrow() + "`"),
            code.meaning(),
            code.fix(),
            code.retry().text());
  }

  private static String word(JsonNode text) {
    return " `" + text.asText() + "`";
  }

  private static String answer(
      String form, ErrorCode code, BiFunction<HttpResponse<String>, JsonNode, String> word)
      throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port + "/" + form + "/" + code.name());
    var answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return answer.statusCode() + word.apply(answer, JSON.readTree(answer.body()));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeSaysInOneSentenceWhatItMeansAndWhatHelps(ErrorCode code) {
    assertThat(code.meaning()).matches("[A-Z][^|]*\\.");
    assertThat(code.fix()).matches("[A-Z][^|]*\\.");
  }
}
