package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** A simulator that speaks TLS, under an authority of its own. */
class TlsTest {
  private static final SimulatorConfig TLS =
      SimulatorConfig.defaults().withTlsNames(List.of("localhost", "127.0.0.1"));

  @Test
  void anSdkThatTrustsItsAuthorityCallsIt() throws Exception {
    try (var world = DemoAccount.start(TLS);
        var trusting = sts(world, trusting(world.simulator().authority()));
        var ignorant = sts(world, trustingTheUsual())) {
      assertThat(world.simulator().url()).startsWith("https://127.0.0.1:");
      assertThat(
              new JsonObject(world.simulator().control("GET", "authority", ""))
                  .getString("certificate"))
          .isEqualTo(world.simulator().authority());
      assertThat(trusting.getCallerIdentity().arn()).isEqualTo(DemoAccount.OPERATOR);
      assertThatThrownBy(ignorant::getCallerIdentity)
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("PKIX path building failed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothVersionsOfHttpAreNegotiated(HttpClient.Version version) throws Exception {
    try (var simulator = Simulator.start(TLS);
        var client =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(context(trusting(simulator.authority())))
                .build()) {
      var health =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://localhost:%d/_sim/health".formatted(simulator.port())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(health.version()).isEqualTo(version);
      assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  private static StsClient sts(DemoAccount world, TrustManagerFactory trust) {
    return StsClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder().tlsTrustManagersProvider(trust::getTrustManagers))
        .endpointOverride(URI.create(world.simulator().url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(DemoAccount.BASE))
        .build();
  }

  private static SSLContext context(TrustManagerFactory trust) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trustingTheUsual() throws GeneralSecurityException {
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init((KeyStore) null);
    return trust;
  }

  private static TrustManagerFactory trusting(String authority)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust;
  }
}
