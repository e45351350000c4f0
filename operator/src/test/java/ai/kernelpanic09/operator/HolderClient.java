package ai.kernelpanic09.operator;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Talks to the control API as a sidecar does, trusting the operator's authority alone. */
record HolderClient(HttpClient http, SSLContext tls, int port) implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  static HolderClient of(OperatorProcess operator) {
    return of(operator.authorityPem(), operator.controlPort());
  }

  static HolderClient of(String authorityPem, int port) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(authorityPem.getBytes(StandardCharsets.US_ASCII))));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new HolderClient(HttpClient.newBuilder().sslContext(context).build(), context, port);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection for what no HTTP client would send. */
  Socket socket() throws IOException {
    return socket(port, "127.0.0.1");
  }

  /** A connection to a port of the operator, from another address of this machine. */
  Socket socket(int port, String from) throws IOException {
    var socket =
        tls.getSocketFactory()
            .createSocket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
    socket.setSoTimeout(60_000);
    return socket;
  }

  HttpResponse<String> post(String path, String token, String body) {
    var request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/control/v1/" + path))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> sync(String token, SyncRequest request) {
    return post("sync", token, write(request));
  }

  static SyncAnswer answer(HttpResponse<String> response) {
    try {
      return JSON.readValue(response.body(), SyncAnswer.class);
    } catch (IOException e) {
      throw new IllegalStateException(response.statusCode() + " " + response.body(), e);
    }
  }

  static String write(Object message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sync about one endpoint, for which one call with a worst case of one cent waits. */
  static SyncRequest request(String endpoint, long seq, WindowReport... reports) {
    return new SyncRequest(
        SyncRequest.PROTOCOL,
        "test",
        "first",
        seq,
        List.of(
            TestSync.of(EndpointName.parse(endpoint))
                .reports(reports)
                .waiting(1, Money.parse("0.01"))
                .rates(new RateAsk(1, List.of()), RateAsk.NONE)
                .build()));
  }

  /** Asks for a lease on the endpoint's dollars. */
  WindowGrant lease(String token, String endpoint) {
    return served(token, endpoint).windows().getFirst();
  }

  /**
   * The answer to the first request of a holder, with a lease and credentials. As a holder does, it
   * asks again while the operator has no answer in time.
   */
  EndpointAnswer served(String token, String endpoint) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              var response = sync(token, request(endpoint, 1));
              return response.statusCode() == 503
                  ? Optional.<EndpointAnswer>empty()
                  : Optional.of(answer(response).endpoints().getFirst());
            },
            answered ->
                answered
                    .filter(each -> !each.windows().isEmpty() && each.credentials() != null)
                    .isPresent())
        .orElseThrow();
  }

  /** Reports this much of a lease as spent, by one call. */
  HttpResponse<String> spend(
      String token, String endpoint, long seq, WindowGrant lease, Money dollars) {
    return spend(token, endpoint, seq, lease, dollars, Money.ZERO);
  }

  /** Reports this much of a lease as spent, by one call, and this much of it as an estimate. */
  HttpResponse<String> spend(
      String token, String endpoint, long seq, WindowGrant lease, Money dollars, Money estimated) {
    var report =
        new WindowReport(
            lease.seq(),
            lease.incarnation(),
            dollars,
            Money.ZERO,
            estimated,
            Money.ZERO,
            new UsageTotals(1, 24, 51, 0, 0));
    return sync(token, request(endpoint, seq, report));
  }

  @Override
  public void close() {
    http.close();
  }
}
