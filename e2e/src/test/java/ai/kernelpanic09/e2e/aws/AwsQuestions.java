package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.e2e.aws.Question.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Asks AWS all questions, and writes its answers as a table for the documentation. */
final class AwsQuestions {

  private final Map<Question, Reply> answers = new LinkedHashMap<>();
  private final Haiku haiku;
  private final BedrockClient bedrock;
  private final StsClient sts;

  AwsQuestions(SignedCalls calls, BedrockClient bedrock, StsClient sts) {
    haiku = new Haiku(calls);
    this.bedrock = bedrock;
    this.sts = sts;
  }

  /** Asks; a question that can't be asked leaves the others alone. */
  Map<Question, Reply> ask() {
    new RequestQuestions(haiku).all().forEach(this::ask);
    new SessionQuestions(haiku, bedrock, sts).all().forEach(this::ask);
    new TokenQuestions(haiku).all().forEach(this::ask);
    try (var guardrail = new TemporaryGuardrail(bedrock)) {
      new GuardrailQuestions(haiku, bedrock).all(guardrail).forEach(this::ask);
    }
    return answers;
  }

  private void ask(Question question) {
    try {
      answers.put(question, question.asking().ask());
    } catch (RuntimeException e) {
      answers.put(question, Reply.open(AwsAnswer.withoutAccounts(e.toString())));
    }
  }

  /** The answers as Markdown. */
  List<String> table() {
    var lines = new ArrayList<String>();
    lines.add("| question | this project is built on | AWS says | |");
    lines.add("|---|---|---|---|");
    answers.forEach(
        (question, reply) ->
            lines.add(
                "| %s | %s | %s | %s |"
                    .formatted(question.asked(), question.built(), reply.said(), reply.verdict())));
    return lines;
  }

  /** In dollars, without the guardrails. */
  String spent() {
    return haiku.spent().toString();
  }
}
