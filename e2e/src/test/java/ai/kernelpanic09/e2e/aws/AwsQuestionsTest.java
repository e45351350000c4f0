package ai.kernelpanic09.e2e.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.aws.Question.Verdict;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The questions to AWS, asked of the simulator, which is what this project is built on. */
class AwsQuestionsTest {

  private static final String USER =
      """
      {"arn":"arn:aws:iam::123456789012:user/test","accessKeyId":"AKIATEST000000000000",
       "secretAccessKey":"secret-of-the-test","policies":[{"Version":"2012-10-17","Statement":[
         {"Effect":"Allow","Action":["bedrock:*","sts:*"],"Resource":"*"}]}]}""";

  @Test
  void theSimulatorAnswersEachAsThisProjectIsBuiltOn() {
    var identity =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create("AKIATEST000000000000", "secret-of-the-test"));
    try (var simulator = Simulator.start(SimulatorConfig.defaults())) {
      simulator.control("POST", "users", USER);
      var url = URI.create(simulator.url());
      try (var calls = new SignedCalls(url, url, identity);
          var bedrock =
              BedrockClient.builder()
                  .httpClientBuilder(Apache5HttpClient.builder())
                  .endpointOverride(url)
                  .region(Region.US_EAST_1)
                  .credentialsProvider(identity)
                  .build();
          var sts =
              StsClient.builder()
                  .httpClientBuilder(Apache5HttpClient.builder())
                  .endpointOverride(url)
                  .region(Region.US_EAST_1)
                  .credentialsProvider(identity)
                  .build()) {
        var questions = new AwsQuestions(calls, bedrock, sts);
        var answers = questions.ask();

        assertThat(answers).hasSize(22);
        assertThat(answers)
            .as(String.join("\n", questions.table()))
            .allSatisfy(
                (question, reply) ->
                    assertThat(reply.verdict())
                        .as(question.asked() + " " + reply.said())
                        .isEqualTo(expected(question)));
        assertThat(questions.table())
            .hasSize(24)
            .allMatch(line -> line.startsWith("| ") || line.startsWith("|-"));
        assertThat(Path.of("../docs/aws-questions.md"))
            .content()
            .contains(
                answers.keySet().stream()
                    .map(each -> "\n| %s | %s | ".formatted(each.asked(), each.built()))
                    .toList());
        assertThat(bedrock.listGuardrails(r -> {}).guardrails()).as("left behind").isEmpty();
      }
    }
  }

  /** What the simulator can't say: it knows only one way to charge the check of a source. */
  private static Verdict expected(Question question) {
    return question.built().startsWith("not known") ? Verdict.OPEN : Verdict.AS_BUILT;
  }
}
