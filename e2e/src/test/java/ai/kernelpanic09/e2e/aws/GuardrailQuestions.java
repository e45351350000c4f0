package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.e2e.aws.Question.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/** What guardrails tell of their work, which is what they are billed for. */
final class GuardrailQuestions {

  private static final String TOOL =
      ",\"toolConfig\":{\"toolChoice\":{\"any\":{}},\"tools\":[{\"toolSpec\":{\"name\":\"weather\","
          + "\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}";

  private final Haiku haiku;
  private final BedrockClient bedrock;

  GuardrailQuestions(Haiku haiku, BedrockClient bedrock) {
    this.haiku = haiku;
    this.bedrock = bedrock;
  }

  List<Question> all(TemporaryGuardrail guardrail) {
    var use = use(guardrail);
    return List.of(
        new Question(
            "Does a whole answer's trace tell the units of the request and of the answer?",
            "yes; what is not told is booked at its worst",
            () -> both(haiku.converse("Name a colour.", use))),
        new Question(
            "Does a stream's trace?",
            "yes; what is not told is booked at its worst",
            () -> streamed(use)),
        new Question(
            "Does the trace of an answer that is a tool call only tell of the answer?",
            "either: untold, its part is booked at its worst, as an estimate",
            () -> toolCall(use)),
        new Question(
            "Does InvokeModel's trace tell the units?",
            "yes; what is not told is booked at its worst",
            () -> invoked(guardrail)),
        new Question(
            "Does the trace say who wants the guardrail applied?",
            "yes, in `guardrailOrigin`: REQUEST",
            () -> origin(haiku.converse("Name a colour.", use))),
        new Question(
            "Is a request that is blocked billed for its check alone?",
            "yes: no tokens, and units of the request",
            () -> blocked(use)),
        new Question(
            "Is the check of a source charged once for a stream, as for a whole answer?",
            "not known: such streams are refused",
            this::grounding));
  }

  private static String use(TemporaryGuardrail guardrail) {
    return ",\"guardrailConfig\":{\"guardrailIdentifier\":\"%s\",\"guardrailVersion\":\"%s\",\"trace\":\"enabled\"}"
        .formatted(guardrail.id(), guardrail.version());
  }

  private static Reply both(AwsAnswer answer) {
    return answer.isOk() ? told(answer.json().at("/trace/guardrail")) : Reply.open(answer.error());
  }

  private static Reply told(JsonNode trace) {
    var input = units(trace.path("inputAssessment"));
    var output = units(trace.path("outputAssessments"));
    return Reply.of(input != null && output != null, "request: " + input + "; answer: " + output);
  }

  /** The usage in the first assessment; null when there is none. */
  private static @Nullable JsonNode units(JsonNode assessments) {
    return assessments.findValue("usage");
  }

  private Reply streamed(String use) {
    var answer = haiku.stream("[" + Haiku.user("{\"text\":\"Name a colour.\"}") + "]", use);
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var metadata = answer.events("metadata");
    return metadata.isEmpty()
        ? Reply.of(false, "there is no metadata event")
        : told(metadata.getLast().at("/trace/guardrail"));
  }

  private Reply toolCall(String use) {
    var answer = haiku.converse("What is the weather?", use + TOOL);
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var content = answer.json().at("/output/message/content");
    var texts =
        StreamSupport.stream(content.spliterator(), false).filter(each -> each.has("text")).count();
    var output = units(answer.json().at("/trace/guardrail/outputAssessments"));
    return texts > 0 || !content.findValuesAsText("name").contains("weather")
        ? Reply.open("the model has not answered by a tool call only")
        : Reply.of(true, output == null ? "no" : "yes: " + output);
  }

  private Reply invoked(TemporaryGuardrail guardrail) {
    var answer =
        haiku.invoke(
            "Name a colour.",
            Map.of(
                "X-Amzn-Bedrock-GuardrailIdentifier", guardrail.id(),
                "X-Amzn-Bedrock-GuardrailVersion", guardrail.version(),
                "X-Amzn-Bedrock-Trace", "ENABLED"));
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var trace = answer.json().at("/amazon-bedrock-trace/guardrail");
    // By AWS's examples InvokeModel names the two otherwise than Converse; both are read here.
    var input = units(trace.path(trace.has("input") ? "input" : "inputAssessment"));
    var output = units(trace.path(trace.has("outputs") ? "outputs" : "outputAssessments"));
    return Reply.of(input != null && output != null, "request: " + input + "; answer: " + output);
  }

  private static Reply origin(AwsAnswer answer) {
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var details = answer.json().at("/trace/guardrail").findValue("appliedGuardrailDetails");
    var origin = details == null ? null : details.get("guardrailOrigin");
    return Reply.of(
        origin != null && origin.toString().contains("REQUEST"),
        origin == null ? "no" : origin.toString());
  }

  private Reply blocked(String use) {
    var answer = haiku.converse("What is a " + TemporaryGuardrail.FORBIDDEN_WORD + "?", use);
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var usage = answer.json().path("usage");
    var input = units(answer.json().at("/trace/guardrail/inputAssessment"));
    return Reply.of(
        answer.json().path("stopReason").asText().equals("guardrail_intervened")
            && usage.path("inputTokens").asLong() == 0
            && usage.path("outputTokens").asLong() == 0
            && input != null,
        "usage: " + usage + "; request: " + input);
  }

  private Reply grounding() {
    try (var guardrail = TemporaryGuardrail.grounding(bedrock)) {
      var messages =
          "["
              + Haiku.user(
                  "{\"guardContent\":{\"text\":{\"text\":\"The sky is green today.\",\"qualifiers\":"
                      + "[\"grounding_source\"]}}},{\"guardContent\":{\"text\":{\"text\":"
                      + "\"Which colour has the sky?\",\"qualifiers\":[\"query\"]}}}")
              + "]";
      var whole = haiku.messages(messages, use(guardrail));
      var stream = haiku.stream(messages, use(guardrail));
      if (!whole.isOk() || !stream.isOk()) {
        return Reply.open(whole.isOk() ? stream.error() : whole.error());
      }
      var once = grounding(whole.json());
      var streamed = stream.events("metadata").stream().mapToLong(each -> grounding(each)).sum();
      return new Reply(
          Question.Verdict.OPEN, "whole: %d units, streamed: %d".formatted(once, streamed));
    }
  }

  private static long grounding(JsonNode answer) {
    return answer.at("/trace/guardrail").findValues("contextualGroundingPolicyUnits").stream()
        .mapToLong(JsonNode::asLong)
        .sum();
  }
}
