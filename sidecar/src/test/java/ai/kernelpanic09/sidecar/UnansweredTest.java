package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that answers syncs, but leaves one endpoint unanswered. */
class UnansweredTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control() {
    return new TestControl(certificate, new TestEndpoint(bedrock.url()).maxTokens(64).build());
  }

  @Test
  void aCallWithoutALeaseIsToldWhyAndTheOperatorIsNotPressed() {
    try (var control = control()) {
      control.unanswered(TestEndpoint.HAIKU);
      try (var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
        var before = control.syncs();

        var refused = sidecar.invoke(HI);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("NoLease", "Unavailable: it is being reconciled");
        assertThat(control.syncs() - before).isBetween(1, 25);

        control.unanswered(null);

        var served = sidecar.invoke(HI);
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsHeldGoesOnServing() {
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);

      control.unanswered(TestEndpoint.HAIKU);

      for (var call = 0; call < 3; call++) {
        var served = sidecar.invoke(HI);
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
      }
    }
  }
}
