package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.e2e.aws.Question.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What AWS takes in a request, and how it refuses what it does not take. */
final class RequestQuestions {

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;

  private final Haiku haiku;

  RequestQuestions(Haiku haiku) {
    this.haiku = haiku;
  }

  List<Question> all() {
    return List.of(
        new Question(
            "Is Converse's `guardrailConfig` taken with `trace` alone?",
            "yes: it tells what guardrails cost that the account enforces",
            () -> taken(haiku.converse("Hi", ",\"guardrailConfig\":{\"trace\":\"enabled\"}"))),
        new Question(
            "Is InvokeModel's `X-Amzn-Bedrock-Trace` taken without a guardrail?",
            "yes",
            () -> taken(haiku.invoke("Hi", Map.of("X-Amzn-Bedrock-Trace", "ENABLED")))),
        new Question(
            "Does InvokeModel take `X-Amzn-Bedrock-Request-Metadata`?",
            "yes: it labels calls in the invocation logs",
            () ->
                taken(
                    haiku.invoke(
                        "Hi",
                        Map.of(
                            "X-Amzn-Bedrock-Request-Metadata",
                            "{\"endpoint\":\"test/questions\"}")))),
        new Question(
            "How is a project refused that does not exist?",
            "400 ValidationException",
            () -> refused(haiku.converse("Hi", ",\"projectIdentifier\":\"k8s-ai-none\""), "")),
        new Question(
            "How is a model refused that does not exist?",
            "400 ValidationException: … identifier is invalid",
            () ->
                refused(
                    haiku
                        .calls()
                        .post(
                            "/model/anthropic.no-such-model-v1%3A0/converse",
                            "{\"messages\":[" + Haiku.user("{\"text\":\"Hi\"}") + "]}", Map.of()),
                    "identifier is invalid")),
        new Question(
            "Are `temperature` and `topP` refused together?",
            "by Claude 4.5: 400 ValidationException",
            () ->
                refused(
                    haiku.refused(
                        "{\"messages\":["
                            + Haiku.user("{\"text\":\"Hi\"}")
                            + "],\"inferenceConfig\":{\"maxTokens\":8,\"temperature\":0.5,"
                            + "\"topP\":0.5}}"),
                    "")),
        new Question(
            "What is said to a clock that is ten minutes late?",
            "403, `Signature expired`, and a `Date` to go by",
            () -> clock(Duration.ofMinutes(-10))),
        new Question(
            "May guardrails be listed that the account enforces, and how many are there?",
            "none or one; without the permission the endpoint serves, and a condition says so",
            this::enforced));
  }

  private static Reply taken(AwsAnswer answer) {
    return answer.status() == FORBIDDEN
        ? Reply.open(answer.error())
        : Reply.of(answer.isOk(), answer.isOk() ? "yes" : answer.error());
  }

  private static Reply refused(AwsAnswer answer, String text) {
    return Reply.of(
        answer.status() == BAD_REQUEST && answer.error().contains(text),
        answer.isOk() ? "it is taken" : answer.error());
  }

  private Reply clock(Duration ahead) {
    var answer = haiku.refused("{\"messages\":[" + Haiku.user("{\"text\":\"Hi\"}") + "]}", ahead);
    var dated = answer.headers().firstValue("date").isPresent();
    return Reply.of(
        answer.status() == FORBIDDEN && answer.error().contains("Signature expired") && dated,
        answer.error() + (dated ? "; with Date" : "; without Date"));
  }

  private Reply enforced() {
    var answer = haiku.calls().get("/enforcedGuardrailsConfiguration");
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var number = answer.json().path("guardrailsConfig").size();
    return Reply.of(number <= 1, "listed: " + number);
  }
}
