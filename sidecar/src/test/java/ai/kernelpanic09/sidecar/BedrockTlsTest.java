package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Bedrock that speaks TLS under an authority that no JVM knows. */
class BedrockTlsTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  private static SimulatedBedrock bedrock(String name) {
    return new SimulatedBedrock(SimulatorConfig.defaults().withTlsNames(List.of(name)));
  }

  private TestSidecar sidecar(TestControl control, String ca) {
    return TestSidecar.start(control, directory.resolve("pod"), Map.of("K8S_AI_AWS_CA", ca));
  }

  private static TestControl control(SimulatedBedrock bedrock) {
    return new TestControl(
        certificate, new TestEndpoint(bedrock.simulator().url()).maxTokens(64).build());
  }

  @Test
  void itIsCalledWhenItsAuthorityIsSet() {
    try (var bedrock = bedrock("127.0.0.1");
        var control = control(bedrock);
        var sidecar = sidecar(control, bedrock.simulator().authority())) {
      var whole = sidecar.invoke(HI);
      assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
      assertThat(sidecar.invoke(HI.replace("}]", "}],\"stream\":true")).body())
          .contains("event: done");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(bedrock.billedNanoDollars())
          .isPositive();
    }
  }

  @Test
  void nothingIsSentToOneThatNothingProves() {
    try (var bedrock = bedrock("127.0.0.1");
        var other = bedrock("127.0.0.1");
        var control = control(bedrock);
        var sidecar = sidecar(control, other.simulator().authority())) {
      assertNothingIsSent(bedrock, control, sidecar);
    }
  }

  @Test
  void nothingIsSentToOneOfAnotherName() {
    try (var bedrock = bedrock("bedrock.example");
        var control = control(bedrock);
        var sidecar = sidecar(control, bedrock.simulator().authority())) {
      assertNothingIsSent(bedrock, control, sidecar);
    }
  }

  private static void assertNothingIsSent(
      SimulatedBedrock bedrock, TestControl control, TestSidecar sidecar) {
    var answer = sidecar.invoke(HI);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
    assertThat(answer.body()).contains("no connection");
    sidecar.drain();
    assertThat(bedrock.simulator().bill().calls()).isEmpty();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }
}
