package ai.kernelpanic09.operator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.SyncRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A request is read as the protocol says or refused by the name of what is wrong with it. */
class ControlMessagesTest {

  private static final long SEED = Long.getLong("fuzz.seed", 7);
  private static final int RUNS = Integer.getInteger("fuzz.runs", 20_000);
  private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
  private static final BudgetTerms TERMS =
      new BudgetTerms(Money.parse("10"), Money.parse("200"), ZoneOffset.UTC, true, 9_000L, 50_000L);

  private static final String ENDPOINT =
      """
      {"endpoint":"ns/one","knownLimits":"r1","knownCredentials":null,"windows":[{"seq":20779,\
      "incarnation":"i1","spent":"0.01","returned":"0.00","estimated":"0.00","inFlight":"0.00",\
      "usage":{"invocations":1,"inputTokens":2,"outputTokens":3,"cacheReadTokens":0,\
      "cacheWriteTokens":0}}],"burnPerSecond":"0.001","worstCall":"0.02","waiting":1,\
      "requests":{"wanted":1,"least":1,"ahead":0,"demandPerMinute":5,"heldPerMinute":0,\
      "returned":[{"slot":1795176000,"amount":1}]},\
      "tokens":{"wanted":100,"least":10,"ahead":0,"demandPerMinute":0,"heldPerMinute":0,\
      "returned":[]}}\
      """;

  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "1e15",
          "1000000000000000",
          "1000000000000",
          "9223372036854775807",
          "-9223372036854775808",
          "1e400",
          "\"1000000000\"",
          "\"999999999.999999999\"",
          "\"-1\"",
          "\"x y\"",
          "\"\\u0000\"",
          "null",
          "[]",
          "{}",
          "true");

  private final ControlMessages messages = new ControlMessages();

  private static String sync(String... endpoints) {
    return "{\"protocol\":1,\"version\":\"v\",\"incarnation\":\"i1\",\"seq\":7,\"endpoints\":["
        + String.join(",", endpoints)
        + "],\"revisions\":[{\"template\":\"ns/hello\",\"tag\":\"t\"}]}";
  }

  private SyncRequest read(String body) {
    return messages.sync(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEndpointThatIsNamedTwiceIsRefusedByName() {
    assertThat(read(sync(ENDPOINT)).endpoints()).hasSize(1);

    assertThatThrownBy(() -> read(sync(ENDPOINT, ENDPOINT)))
        .isInstanceOf(ControlFailure.class)
        .hasMessage("endpoints[].endpoint: ns/one is named twice; send it once");
  }

  @Test
  void aTemplateThatIsNamedTwiceIsRefusedByName() {
    var template = "{\"template\":\"ns/hello\",\"tag\":\"t\"}";

    assertThatThrownBy(() -> read(sync(ENDPOINT).replace(template, template + "," + template)))
        .isInstanceOf(ControlFailure.class)
        .hasMessage("revisions[].template: ns/hello is named twice; send it once");
  }

  /** Whatever a holder sends is refused as its own fault, or leaves a ledger that goes on. */
  @Test
  void noRequestOfAHolderStopsItsLedger() {
    var random = new Random(SEED);
    var state = LedgerState.EMPTY;
    var understood = 0;
    for (var run = 0; run < RUNS; run++) {
      var body = mutated(sync(ENDPOINT), random);
      try {
        var request = read(body);
        understood++;
        state = served(state, request, run);
      } catch (ControlFailure refused) {
        assertThat(refused.status()).as(body).isBetween(400, 409);
      } catch (RuntimeException | Error e) {
        fail("-Dfuzz.seed=" + SEED + ", run " + run + ": " + body, e);
      }
    }
    assertThat(understood).as("requests that are read").isGreaterThan(RUNS / 20);
  }

  private static LedgerState served(LedgerState state, SyncRequest request, int run) {
    var now = NOON + run * 100L;
    var asks = new ArrayList<Ask>();
    for (var sync : request.endpoints()) {
      asks.add(
          new Ask("liar" + run % 7, "Kind/liar", request.incarnation(), request.seq() + run, sync));
    }
    var next = Ledger.apply(state, TERMS, asks, now).next().committed(1, "c" + run);
    var read = DurableLedger.of(next, TERMS, now).read();
    assertThat(read.state()).isEqualTo(next);
    assertThat(read.kept()).isEmpty();
    assertThat(read.dropped()).isEmpty();
    return next;
  }

  /** Puts odd values in the place of some, or damages the text. */
  private static String mutated(String body, Random random) {
    var text = body;
    for (var times = 1 + random.nextInt(3); times > 0; times--) {
      text = random.nextInt(5) == 0 ? damaged(text, random) : replaced(text, random);
    }
    return text;
  }

  private static String replaced(String text, Random random) {
    var colons = new ArrayList<Integer>();
    for (var at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
      colons.add(at);
    }
    if (colons.isEmpty()) {
      return text;
    }
    var from = colons.get(random.nextInt(colons.size())) + 1;
    var to = from;
    while (to < text.length() && ",}]".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    var value = VALUES.get(random.nextInt(VALUES.size()));
    return text.substring(0, from) + value + text.substring(to);
  }

  private static String damaged(String text, Random random) {
    if (text.isEmpty()) {
      return text;
    }
    var at = random.nextInt(text.length());
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + (char) random.nextInt(0x300) + text.substring(at + 1);
      default -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 9));
    };
  }
}
