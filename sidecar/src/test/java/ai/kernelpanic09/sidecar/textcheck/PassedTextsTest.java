package ai.kernelpanic09.sidecar.textcheck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.BodyTexts;
import ai.kernelpanic09.sidecar.converse.WrittenTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Texts in which nothing was found: which are the same, how long, and how many. */
class PassedTextsTest {

  private static final EndpointLimits LIMITS = limits("https://a.example", "p", "gr1", "1");

  private final PassedTexts passed = new PassedTexts();

  private static EndpointLimits limits(String url, String policy, String id, String version) {
    return new TestEndpoint(url)
        .guardrail(new GuardrailUse(id, version, TestEndpoint.GUARDRAIL.price()))
        .guardrailPolicy(policy)
        .build()
        .limits();
  }

  private static CheckedTexts texts(TextKind kind, String json) {
    var body = ReceivedBytes.of(json.getBytes(StandardCharsets.UTF_8));
    var texts = new BodyTexts(body);
    texts.add(kind, 0, body.length(), body.length());
    var whole = new Splices(body);
    whole.copy(0, body.length());
    return new WrittenTexts(whole, texts, Held.NOTHING);
  }

  private static PassedTexts.Key key(EndpointLimits limits, TextKind kind, String json) {
    return PassedTexts.Key.of(limits, texts(kind, json), 0);
  }

  @Test
  void aTextIsKnownToTheGuardrailThatHasSeenItAndToNoOther() {
    passed.add(key(LIMITS, TextKind.SYSTEM, "\"a\""), 0);
    assertThat(passed.has(key(LIMITS, TextKind.SYSTEM, "\"a\""), 1)).isTrue();
    for (var other :
        List.of(
            limits("https://a.example", "p", "gr1", "2"),
            limits("https://a.example", "p", "gr2", "1"),
            limits("https://a.example", "q", "gr1", "1"),
            limits("https://b.example", "p", "gr1", "1"))) {
      assertThat(passed.has(key(other, TextKind.SYSTEM, "\"a\""), 1)).isFalse();
    }
    assertThat(passed.has(key(LIMITS, TextKind.SYSTEM, "\"b\""), 1)).isFalse();
    assertThat(passed.has(key(LIMITS, TextKind.DOCUMENT, "\"a\""), 1)).isFalse();
  }

  @Test
  void aTextThatWasMaskedIsAnotherText() throws IOException {
    var texts = texts(TextKind.SYSTEM, "\"a\"");
    texts.replace(List.of(0), List.of("a"));
    assertThat(PassedTexts.Key.of(LIMITS, texts, 0))
        .isNotEqualTo(key(LIMITS, TextKind.SYSTEM, "\"a\""));
  }

  @Test
  void aTextIsRememberedForAnHour() {
    var key = key(LIMITS, TextKind.SYSTEM, "\"a\"");
    passed.add(key, 5);
    assertThat(passed.has(key, TimeUnit.HOURS.toNanos(1) + 4)).isTrue();
    assertThat(passed.has(key, TimeUnit.HOURS.toNanos(1) + 5)).isFalse();
  }

  @Test
  void manyOtherTextsDriveOutOnlyWhatIsNotInUse() {
    var used = key(LIMITS, TextKind.SYSTEM, "\"used\"");
    var unused = key(LIMITS, TextKind.SYSTEM, "\"unused\"");
    passed.add(used, 0);
    passed.add(unused, 0);
    for (var i = 0; i < PassedTexts.MAX_TEXTS; i++) {
      passed.add(key(LIMITS, TextKind.DOCUMENT, Integer.toString(i)), 0);
      assertThat(passed.has(used, 0)).isTrue();
    }
    assertThat(passed.has(unused, 0)).isFalse();
  }
}
