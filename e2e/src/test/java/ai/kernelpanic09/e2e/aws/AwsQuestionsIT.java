package ai.kernelpanic09.e2e.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.aws.Question.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Asks the real AWS what its documentation leaves open, and prints a table of the answers. It costs
 * about two cents, and stops at twenty.
 */
@Tag("aws")
class AwsQuestionsIT {

  @Test
  void awsAnswersAsThisProjectIsBuiltOn() {
    AwsAccount.requireConsent();
    try (var calls = AwsAccount.calls();
        var bedrock = AwsAccount.bedrock();
        var sts = AwsAccount.sts()) {
      var questions = new AwsQuestions(calls, bedrock, sts);
      var answers = questions.ask();
      questions.table().forEach(System.out::println);
      System.out.println("test-aws: the questions cost $" + questions.spent());
      assertThat(answers.values())
          .extracting(Question.Reply::verdict)
          .as("the table above says what differs")
          .doesNotContain(Verdict.DIFFERS);
    }
  }
}
