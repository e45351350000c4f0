package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.simulator.bill.BookedCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All calls of an endpoint are on the bill of its project. */
class ProjectTest {

  private static final String CONVERSE = "/model/claude-haiku/converse";
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],"
          + "\"inferenceConfig\":{\"maxTokens\":8}}";

  @TempDir Path directory;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control(String project) {
    var endpoint =
        new TestEndpoint(bedrock.simulator().url()).model("amazon.nova-pro-v1:0").project(project);
    return new TestControl(TestCertificate.create(directory), endpoint.build());
  }

  @Test
  void everyFormOfCallIsForIt() {
    bedrock.project("proj_abc123");
    try (var control = control("proj_abc123");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      assertThat(sidecar.invoke(TestSidecar.message("Hello", 8)).statusCode()).isEqualTo(200);
      for (var path :
          List.of(
              CONVERSE,
              "/model/claude-haiku/converse-stream",
              "/model/claude-haiku/invoke",
              "/model/claude-haiku/invoke-with-response-stream")) {
        var answer = sidecar.post(path, BODY).join();
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
      }
    }
    // The connection that is opened ahead of calls carries an unsigned request.
    assertThat(bedrock.simulator().bill().calls())
        .filteredOn(each -> !each.operation().name().isEmpty())
        .hasSize(5)
        .extracting(BookedCall::resources)
        .allSatisfy(each -> assertThat(each.project()).isEqualTo("proj_abc123"));
  }

  @Test
  void oneThatIsNoneIsTold() {
    try (var control = control("arn:aws:bedrock:us-east-1:123456789012:project/proj_gone");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      var answer = sidecar.post(CONVERSE, BODY).join();
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("project identifier is invalid");
    }
    assertThat(bedrock.billedNanoDollars()).isZero();
  }
}
