package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallPricing;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Small calls of a cheap model, and what they have cost so far. */
final class Haiku {

  static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  static final int MAX_TOKENS = 16;

  private static final String PATH = "/model/" + MODEL.replace(":", "%3A");
  private static final Money LIMIT = Money.parse("0.20");

  private final SignedCalls calls;
  private Money spent = Money.ZERO;

  Haiku(SignedCalls calls) {
    this.calls = calls;
  }

  SignedCalls calls() {
    return calls;
  }

  /** What is known of the model here. */
  static PricedModel known() {
    return PriceBook.embedded().find(MODEL, AwsAccount.REGION).orElseThrow();
  }

  /** Dollars of all calls so far, without guardrails: those cost less than a tenth of a cent. */
  Money spent() {
    return spent;
  }

  /** A Converse call: a user's text, and further members of the body after a comma. */
  AwsAnswer converse(String text, String more) {
    return messages("[" + user("{\"text\":\"%s\"}".formatted(text)) + "]", more);
  }

  /** A Converse call: its messages, and further members of the body after a comma. */
  AwsAnswer messages(String messages, String more) {
    var answer = post("/converse", body(messages, more), Map.of());
    booked(answer.json().path("usage"));
    return answer;
  }

  /** A Converse call in a session of its own, by another id of the model: a user's content. */
  AwsAnswer in(AwsSessionCredentials session, String model, String content) {
    checkSpent();
    var answer =
        calls
            .as(session)
            .post(
                "/model/" + model.replace(":", "%3A") + "/converse",
                body("[" + user(content) + "]", ""),
                Map.of());
    booked(answer.json().path("usage"));
    return answer;
  }

  /** A Converse call that is to be refused: the whole body. */
  AwsAnswer refused(String json) {
    var answer = post("/converse", json, Map.of());
    booked(answer.json().path("usage"));
    return answer;
  }

  /** As {@link #refused}, by somebody whose clock is wrong. */
  AwsAnswer refused(String json, Duration ahead) {
    return calls.post(PATH + "/converse", json, ahead);
  }

  /** As {@link #messages}, streamed. */
  AwsAnswer stream(String messages, String more) {
    var answer = post("/converse-stream", body(messages, more), Map.of());
    if (answer.isOk()) {
      answer.events("metadata").forEach(each -> booked(each.path("usage")));
    }
    return answer;
  }

  /** An InvokeModel call of a user's text. */
  AwsAnswer invoke(String text, Map<String, String> headers) {
    var answer =
        post(
            "/invoke",
            "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":%d,\"messages\":[%s]}"
                .formatted(MAX_TOKENS, user("{\"type\":\"text\",\"text\":\"%s\"}".formatted(text))),
            headers);
    var usage = answer.json().path("usage");
    spent(usage.path("input_tokens").asLong(), usage.path("output_tokens").asLong(), 0);
    return answer;
  }

  /** Counts the tokens of a Converse call, which costs nothing. */
  AwsAnswer count(String text) {
    return calls.post(
        PATH + "/count-tokens",
        "{\"input\":{\"converse\":{\"messages\":[%s]}}}"
            .formatted(user("{\"text\":\"%s\"}".formatted(text))),
        Map.of());
  }

  static String user(String content) {
    return "{\"role\":\"user\",\"content\":[%s]}".formatted(content);
  }

  private static String body(String messages, String more) {
    return "{\"messages\":%s,\"inferenceConfig\":{\"maxTokens\":%d}%s}"
        .formatted(messages, MAX_TOKENS, more);
  }

  private AwsAnswer post(String path, String json, Map<String, String> headers) {
    checkSpent();
    return calls.post(PATH + path, json, headers);
  }

  private void checkSpent() {
    if (spent.compareTo(LIMIT) > 0) {
      throw new IllegalStateException("no more calls: they have cost $" + spent);
    }
  }

  private void booked(JsonNode usage) {
    spent(
        usage.path("inputTokens").asLong(),
        usage.path("outputTokens").asLong(),
        usage.path("cacheWriteInputTokens").asLong());
  }

  private void spent(long input, long output, long cached) {
    // Whatever is written to the cache is taken for the dearer kind, which lasts an hour.
    var usage = new Usage(input, output, 0, 0, cached, GuardrailUnits.NONE);
    spent =
        spent.plus(
            new CallPricing(known().tariff(), GuardrailPrice.NONE, known().bounds()).cost(usage));
  }
}
