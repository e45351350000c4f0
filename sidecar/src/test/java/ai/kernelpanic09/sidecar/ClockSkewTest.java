package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose clock is wrong, and keys that are too old. */
class ClockSkewTest {

  private static final String HI = TestSidecar.message("Hi", 8);
  private static final DateTimeFormatter SIGNED =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  private TestSidecar sidecar(TestControl control) {
    return TestSidecar.start(control, directory.resolve("pod"));
  }

  private static TestControl control(String url) {
    return new TestControl(certificate, new TestEndpoint(url).maxTokens(64).build());
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600, -3_600})
  void aStrictBedrockAnswersThoughThisMachinesClockIsAnHourOff(long offsetSeconds) {
    try (var bedrock = new SimulatedBedrock();
        var control = control(bedrock.simulator().url());
        var sidecar = sidecar(control)) {
      bedrock
          .simulator()
          .control("POST", "clock", "{\"offsetSeconds\":%d}".formatted(offsetSeconds));
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      bedrock.simulator().control("POST", "clock", "{\"offsetSeconds\":0}");
      assertThat(sidecar.invoke(HI).statusCode()).as("put right again").isEqualTo(200);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(bedrock.billedNanoDollars());
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired"})
  void theDateOfTheRefusalIsSignedWith(String type) {
    var there = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(2, ChronoUnit.HOURS);
    try (var bedrock = new ScriptedBedrock().error(403, type).ok();
        var control = control(bedrock.url());
        var sidecar = sidecar(control)) {
      bedrock.withHeader(
          "date", DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC)));
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      var signed = SIGNED.parse(bedrock.headers().get(1).get("x-amz-date"), Instant::from);
      assertThat(signed).isBetween(there, there.plus(10, ChronoUnit.MINUTES));
    }
  }

  @Test
  void aSignatureThatStaysWrongIsTriedOnceMoreOnly() {
    try (var bedrock = new ScriptedBedrock().error(403, "InvalidSignatureException");
        var control = control(bedrock.url());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(502);
      assertThat(bedrock.bodies()).hasSize(2);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void aCallWhoseKeysHaveExpiredWaitsForOthers() {
    try (var bedrock = new ScriptedBedrock().error(403, "ExpiredTokenException").ok();
        var control = control(bedrock.url());
        var sidecar = sidecar(control)) {
      var syncs = control.syncs();
      var answer = sidecar.invokeLater(HI);
      // The operator is asked, and has nothing but the old keys at first.
      await().atMost(ONE_MINUTE).until(() -> control.syncs() > syncs + 2);
      assertThat(bedrock.bodies()).hasSize(1);
      control.keys(
          new SessionCredentials("k2", "AKIATESTOTHERKEYS000", "other-secret", "", 3_600_000));
      assertThat(answer.join().statusCode()).isEqualTo(200);
      assertThat(bedrock.headers().getLast().get("authorization")).contains("AKIATESTOTHERKEYS000");
      assertThat(bedrock.bodies()).as("never again with the old ones").hasSize(2);
    }
  }

  @Test
  void aCallWaitsForKeysNoLongerThanForTheOperator() {
    try (var bedrock = new ScriptedBedrock().error(403, "ExpiredTokenException");
        var control = control(bedrock.url());
        var sidecar = sidecar(control)) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
      assertThat(response.body()).contains("NoLease", "credentials");
      assertThat(bedrock.bodies()).hasSize(1);
    }
  }
}
