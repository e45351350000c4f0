package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServingCertificateTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final String CONTROL = "k8s-ai-control.system.svc";

  private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
  private final KeyedCertificate ca = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
  private final KeyedCertificate nextCa = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
  private final ServingCertificate serving =
      new ServingCertificate(issuer, ServingNames.of("system", "cluster.local", "127.0.0.1"));
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aClientWithTheBundleChecksNameAndIssuer() throws Exception {
    serving.tick(now, ca, List.of());
    var server = start();

    for (var name : List.of(CONTROL, "k8s-ai-webhook.system.svc.cluster.local", "127.0.0.1")) {
      assertThat(handshake(server, name, ca, nextCa).getSubjectX500Principal().getName())
          .isEqualTo("CN=k8s-ai-operator");
    }
    assertThatThrownBy(() -> handshake(server, "k8s-ai-control.other.svc", ca))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("k8s-ai-control.other.svc");
    assertThatThrownBy(() -> handshake(server, CONTROL, nextCa))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void aRunningServerTakesTheCertificateOfTheNextAuthority() throws Exception {
    serving.tick(now, ca, List.of());
    var server = start();
    serving.onRenewal(
        options -> {
          var update = server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(options));
          update.await();
          return update;
        });
    var before = handshake(server, CONTROL, ca, nextCa);

    serving.tick(now, nextCa, List.of());

    var after = handshake(server, CONTROL, nextCa);
    assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
  }

  @Test
  void aClientThatKnowsOnlyAFormerAuthorityFollows() throws Exception {
    var third = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
    var links = List.of(issuer.link(nextCa, third, now), issuer.link(ca, nextCa, now));
    serving.tick(now, third, links);
    var server = start();

    for (var known : List.of(ca, nextCa, third)) {
      assertThat(handshake(server, CONTROL, known).getSubjectX500Principal().getName())
          .isEqualTo("CN=k8s-ai-operator");
    }
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(ca.certificatePem())));
    var client = vertx.createHttpClient(options);
    var answer =
        client
            .request(HttpMethod.GET, server.actualPort(), "localhost", "/")
            .compose(HttpClientRequest::send)
            .await();
    assertThat(answer.statusCode()).as("Vert.x, as in the sidecar").isEqualTo(200);
  }

  @Test
  void nobodyFollowsAStranger() throws Exception {
    var stranger = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
    serving.tick(now, nextCa, List.of(issuer.link(stranger, nextCa, now)));
    var server = start();

    assertThatThrownBy(() -> handshake(server, CONTROL, ca))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void isRenewedAtTwoThirdsOfItsLife() {
    serving.tick(now, ca, List.of());
    var first = serving.options();

    serving.tick(now.plus(Duration.ofHours(111)), ca, List.of());
    assertThat(serving.options()).isEqualTo(first);
    serving.tick(now.plus(Duration.ofHours(112)), ca, List.of());
    assertThat(serving.options()).isNotEqualTo(first);
    assertThat(serving.expiresAt()).contains(now.plus(Duration.ofHours(112)).plusSeconds(604_800));
  }

  @Test
  void isRenewedWhenTheClockWasSetBack() {
    serving.tick(now.plus(Duration.ofDays(30)), ca, List.of());
    serving.tick(now, ca, List.of());

    assertThat(serving.expiresAt()).contains(now.plus(ServingCertificate.LIFE));
  }

  @Test
  void tellsEachServerOnceOfEachCertificateAndAgainIfItFailed() {
    serving.tick(now, ca, List.of());
    var told = new ArrayList<PemKeyCertOptions>();
    var attempts = new ArrayList<PemKeyCertOptions>();
    serving.onRenewal(
        options -> {
          attempts.add(options);
          return switch (attempts.size()) {
            case 1 -> throw new IllegalStateException("not yet");
            case 2 -> Future.failedFuture("still not");
            default -> Future.succeededFuture(true);
          };
        });
    serving.onRenewal(
        options -> {
          told.add(options);
          return Future.succeededFuture(true);
        });

    for (var i = 0; i < 4; i++) {
      serving.tick(now, ca, List.of());
    }
    assertThat(told).containsExactly(serving.options());
    assertThat(attempts).hasSize(3).containsOnly(serving.options());
    serving.tick(now, nextCa, List.of());
    assertThat(told).hasSize(2).endsWith(serving.options());
  }

  @Test
  void hasNothingBeforeTheFirstTick() {
    assertThat(serving.expiresAt()).isEmpty();
    assertThatThrownBy(serving::options).isInstanceOf(IllegalStateException.class);
  }

  private HttpServer start() {
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(serving.options());
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end())
        .listen()
        .await();
  }

  /** The certificate that the server shows to a client that reaches it under {@code name}. */
  private static X509Certificate handshake(
      HttpServer server, String name, KeyedCertificate... trusted) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (var each : trusted) {
      store.setCertificateEntry(each.toString(), each.certificate());
    }
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var port = server.actualPort();
    try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }
}
