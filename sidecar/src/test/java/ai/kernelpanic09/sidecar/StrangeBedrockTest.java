package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.money.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the simulator can do as strangely as Bedrock: callers see what it is, never less is booked
 * than is billed, and no reservation stays behind.
 */
class StrangeBedrockTest {

  private static final List<String> BROKEN =
      List.of(
          "'kind':'stream-cut','afterEvents':0",
          "'kind':'stream-cut','afterEvents':2",
          "'kind':'stream-truncate','afterEvents':2",
          "'kind':'stream-usage-only'",
          "'kind':'stream-prelude-crc','afterEvents':2",
          "'kind':'stream-message-crc','afterEvents':2",
          "'kind':'stream-exception','afterEvents':0",
          "'kind':'stream-exception','afterEvents':2",
          "'kind':'stream-error','afterEvents':0",
          "'kind':'stream-error','afterEvents':2",
          "'kind':'reset'");

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;

  // Set by start, which runs before every test.
  @SuppressWarnings("NullAway.Init")
  private SimulatedBedrock bedrock;

  @SuppressWarnings("NullAway.Init")
  private TestControl control;

  @SuppressWarnings("NullAway.Init")
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    bedrock = new SimulatedBedrock();
    control =
        new TestControl(
            certificate,
            new TestEndpoint(bedrock.simulator().url()).daily("20.00").maxTokens(64).build());
    sidecar =
        TestSidecar.start(CircuitBreaker::closed, control, directory.resolve("pod"), Map.of())
            .ready();
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  /** A streamed call in the form of each surface, and what only a whole answer has. */
  enum Streamed {
    OWN(
        "/invoke/ai-workloads/claude-haiku",
        "{'stream':true,'messages':[{'role':'user','content':'Say hello'}]}",
        "event: done"),
    CONVERSE(
        "/model/claude-haiku/converse-stream",
        "{'messages':[{'role':'user','content':[{'text':'Say hello'}]}]}",
        "messageStop"),
    CHAT(
        "/v1/chat/completions",
        "{'model':'claude-haiku','stream':true,'messages':[{'role':'user','content':'Say hello'}]}",
        "'finish_reason':'stop'"),
    RESPONSES(
        "/v1/responses",
        "{'model':'claude-haiku','stream':true,'input':'Say hello'}",
        "response.completed"),
    MESSAGES(
        "/v1/messages",
        "{'model':'claude-haiku','stream':true,'max_tokens':64,"
            + "'messages':[{'role':'user','content':'Say hello'}]}",
        "message_stop"),
    INVOKE(
        "/model/claude-haiku/invoke-with-response-stream",
        "{'anthropic_version':'bedrock-2023-05-31','max_tokens':64,"
            + "'messages':[{'role':'user','content':'Say hello'}]}",
        "message_stop");

    private final String path;
    private final String body;
    private final String whole;

    Streamed(String path, String body, String whole) {
      this.path = path;
      this.body = body.replace('\'', '"');
      this.whole = whole.replace('\'', '"');
    }

    /** Whether an answer is all of one. What InvokeModel streams is in base64 within its frames. */
    boolean isWhole(HttpResponse<byte[]> answer) {
      var text = new String(answer.body(), StandardCharsets.ISO_8859_1);
      return answer.statusCode() == 200
          && (this == INVOKE ? decoded(text).contains(whole) : text.contains(whole));
    }

    private static String decoded(String frames) {
      var decoded = new StringBuilder();
      var from = frames.indexOf("\"bytes\":\"");
      while (from >= 0) {
        var start = from + "\"bytes\":\"".length();
        var end = frames.indexOf('"', start);
        if (end < 0) {
          break;
        }
        decoded.append(
            new String(
                Base64.getDecoder().decode(frames.substring(start, end)), StandardCharsets.UTF_8));
        from = frames.indexOf("\"bytes\":\"", end);
      }
      return decoded.toString();
    }
  }

  private void set(String what, String json) {
    bedrock.simulator().control("POST", what, json.replace('\'', '"'));
  }

  private HttpResponse<byte[]> ask(Streamed asked) {
    return sidecar.postForBytes(asked.path, asked.body, Map.of("anthropic-version", "2023-06-01"));
  }

  /** Whether a whole answer comes. A connection that breaks off is none. */
  private boolean isAnswered(Streamed asked) {
    try {
      return asked.isWhole(ask(asked));
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException) {
        return false;
      }
      throw e;
    }
  }

  private long spent() {
    return control.spent(TestEndpoint.HAIKU).nanoDollars();
  }

  private void assertBookedExactly() {
    sidecar.drain();
    assertThat(bedrock.billedNanoDollars()).isPositive();
    assertThat(spent()).isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenStreamIsNeverTakenForAnAnswer(Streamed asked) {
    for (var fault : BROKEN) {
      set("faults", "{" + fault + ",'times':0}");
      assertThat(isAnswered(asked)).as(fault).isFalse();
      set("reset", "{'what':['faults']}");
      var next = ask(asked);
      assertThat(asked.isWhole(next))
          .as("%s, and then %s", fault, new String(next.body(), StandardCharsets.UTF_8))
          .isTrue();
    }
    sidecar.drain();
    assertThat(spent()).isGreaterThanOrEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU).isPositive()).isTrue();
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatComesByteByByteIsWhole(Streamed asked) {
    set("faults", "{'kind':'pieces','pieceBytes':1}");
    assertThat(asked.isWhole(ask(asked))).isTrue();
    assertBookedExactly();
  }

  @Test
  void anAnswerInOnePieceComesByteByByteToo() {
    set("faults", "{'kind':'pieces','pieceBytes':1}");
    assertThat(sidecar.invoke(TestSidecar.message("Hi", 64)).statusCode()).isEqualTo(200);
    assertBookedExactly();
  }

  /** A request that meets the closing of its connection may have been read: nobody knows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"connections | {'idleMillis':1}", "faults | {'kind':'close','times':0}"},
      quoteCharacter = '`')
  void callsThatMeetTheClosingOfTheirConnectionAreAnsweredOrBookedAtTheirWorst(
      String what, String setting) {
    set(what, setting);
    var answered = 0;
    for (var i = 0; i < 200; i++) {
      var answer = sidecar.invoke(TestSidecar.message("Hi", 64));
      if (answer.statusCode() == 200) {
        answered++;
      } else {
        assertThat(answer.body()).contains("UpstreamError", "the connection was lost");
      }
    }
    assertThat(answered).isPositive();
    sidecar.drain();
    assertThat(spent()).isGreaterThanOrEqualTo(bedrock.billedNanoDollars());
    if (answered < 200) {
      assertThat(control.estimated(TestEndpoint.HAIKU).isPositive()).isTrue();
    }
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  /** The worst that a tokeniser and the prompts around a request can do, by what is published. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'messages':[{'role':'user','content':'Hi'}]",
        "'messages':[{'role':'user','content':'\uFDFA\uFDFA\uFDFA\uFDFA'}]",
        "'system':'\u2460\u2461','messages':[{'role':'user','content':'Hi'},"
            + "{'role':'assistant','content':'\uFDFA'},{'role':'user','content':'?'}]",
        "'messages':[{'role':'user','content':[{'text':'Hi'},"
            + "{'image':{'format':'png','source':{'bytes':'iVBORw0K'}}}]}]",
        "'messages':[{'role':'user','content':[{'text':'Hi'},"
            + "{'document':{'format':'txt','name':'a','source':{'bytes':'77e677e677e677e6'}}}]}]",
        "'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{}}}}],"
            + "'toolChoice':{'any':{}}},'messages':[{'role':'user','content':'Hi'}]"
      })
  void aTokeniserAtItsWorstStaysWithinWhatIsReserved(String members) {
    set("tokens", "{'bytesPerToken':1,'tokensPerMessage':64}");
    var answer = sidecar.invoke("{" + members.replace('\'', '"') + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(sidecar.health("/metrics"))
        .containsPattern("overrun_dollars_total\\{[^}]*} 0\\.0\\n")
        .doesNotContainPattern("overrun_dollars_total\\{[^}]*} (?!0\\.0\\n)");
    assertBookedExactly();
  }
}
