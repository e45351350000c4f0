package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ServiceTier;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoint's service tier is sent with every call, and calls are booked at its price. */
class ServiceTierTest {

  private static final String MODEL = "amazon.nova-pro-v1:0";
  private static final String NATIVE =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],"
          + "\"inferenceConfig\":{\"maxTokens\":8}}";

  @TempDir Path directory;
  @TempDir Path other;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control(ServiceTier tier, Path certificates) {
    var endpoint = new TestEndpoint(bedrock.simulator().url()).model(MODEL).tier(tier);
    return new TestControl(TestCertificate.create(certificates), endpoint.build());
  }

  @Test
  void everyFormOfCallIsBilledInTheEndpointsTier() {
    long usual;
    try (var control = control(ServiceTier.DEFAULT, other);
        var sidecar = TestSidecar.start(control, directory.resolve("default")).ready()) {
      assertThat(sidecar.invoke(TestSidecar.message("Hello", 8)).statusCode()).isEqualTo(200);
      usual = bedrock.billedNanoDollars();
    }
    try (var control = control(ServiceTier.FLEX, directory);
        var sidecar = TestSidecar.start(control, directory.resolve("flex")).ready()) {
      var before = bedrock.billedNanoDollars();
      assertThat(sidecar.invoke(TestSidecar.message("Hello", 8)).statusCode()).isEqualTo(200);
      assertThat(bedrock.billedNanoDollars() - before).as("half the price").isEqualTo(usual / 2);
      var converse = sidecar.post("/model/claude-haiku/converse", NATIVE).join();
      assertThat(converse.statusCode()).as(converse.body()).isEqualTo(200);
      var invoked = sidecar.post("/model/claude-haiku/invoke", NATIVE).join();
      assertThat(invoked.statusCode()).as(invoked.body()).isEqualTo(200);

      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(bedrock.billedNanoDollars() - before);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "FLEX"})
  void aResponseOfOpenAisFormTellsTheEndpointsTier(ServiceTier tier) {
    try (var control = control(tier, directory);
        var sidecar = TestSidecar.start(control, directory.resolve("tiered")).ready()) {
      var response =
          sidecar
              .post(
                  "/v1/responses",
                  "{\"model\":\"claude-haiku\",\"input\":\"Hello\",\"max_output_tokens\":8,"
                      + "\"service_tier\":\"auto\"}")
              .join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(ModelFamilies.json(response.body()).path("service_tier").asText())
          .isEqualTo(tier.word());
    }
  }

  @Test
  void aCallerCannotChooseATier() {
    try (var control = control(ServiceTier.FLEX, directory);
        var sidecar = TestSidecar.start(control, directory.resolve("flex")).ready()) {
      var body =
          NATIVE.substring(0, NATIVE.length() - 1) + ",\"serviceTier\":{\"type\":\"priority\"}}";
      var refused = sidecar.post("/model/claude-haiku/converse", body).join();
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("serviceTier");
      assertThat(bedrock.billedNanoDollars()).isZero();
    }
  }
}
