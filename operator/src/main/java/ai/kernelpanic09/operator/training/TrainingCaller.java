package ai.kernelpanic09.operator.training;

import ai.kernelpanic09.api.Names;
import io.vertx.core.json.JsonArray;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls the operator as a gateway, an API server and a kubelet do. */
final class TrainingCaller implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http;
  private final OperatorPorts ports;
  private int syncs;

  /**
   * @param authority the CA that the operator has published, as PEM
   */
  TrainingCaller(String authority, OperatorPorts ports)
      throws IOException, GeneralSecurityException {
    http = HttpClient.newBuilder().sslContext(believing(authority)).build();
    this.ports = ports;
  }

  private static SSLContext believing(String authority)
      throws IOException, GeneralSecurityException {
    var believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    var pem = new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII));
    for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      believed.setCertificateEntry("ca-" + believed.size(), each);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(believed);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Whether a gateway is told that all endpoints serve. */
  boolean isServed() {
    var sync = new JsonArray();
    for (var i = 0; i < TrainingObjects.ENDPOINTS; i++) {
      sync.add(
          new JsonObject()
              .put("endpoint", TrainingObjects.endpoint(i).toString())
              .put("waiting", 1)
              .put("worstCall", "0.01"));
    }
    var request =
        new JsonObject()
            .put("protocol", 1)
            .put("version", "training")
            .put("incarnation", "training")
            .put("seq", ++syncs)
            .put("endpoints", sync);
    var answer =
        answer(
            post("https://localhost:" + ports.control() + "/control/v1/sync", request)
                .header("Authorization", "Bearer " + token()));
    return answer.split("\"ready\":true", -1).length == TrainingObjects.ENDPOINTS + 1;
  }

  /** As a ServiceAccount's token looks; the stand-in of the API server believes every one. */
  private static String token() {
    var claims =
        new JsonObject()
            .put("aud", new JsonArray().add(Names.CONTROL_AUDIENCE))
            .put("exp", Instant.now().plus(Duration.ofHours(1)).getEpochSecond());
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var bytes = claims.encode().getBytes(StandardCharsets.UTF_8);
    return "e30." + encoder.encodeToString(bytes) + ".none";
  }

  /** Whether a new pod gets its sidecar, and is looked at afterwards. */
  boolean isAdmitted(int number) {
    var review = TrainingObjects.admission(number);
    return answer(post(admission("/mutate-pods"), review)).contains("\"patch\"")
        && answer(post(admission("/validate-pods"), review)).contains("\"allowed\"");
  }

  private String admission(String path) {
    return "https://localhost:" + ports.webhook() + path;
  }

  /** Whether it answers Prometheus and the kubelet. */
  boolean isObserved() {
    var metrics = "http://127.0.0.1:" + ports.metrics() + "/metrics";
    var probes = "http://127.0.0.1:" + ports.probes();
    return !answer(HttpRequest.newBuilder(URI.create(metrics))).isEmpty()
        && !answer(HttpRequest.newBuilder(URI.create(probes + "/healthz"))).isEmpty()
        && !answer(HttpRequest.newBuilder(URI.create(probes + "/readyz"))).isEmpty();
  }

  private static HttpRequest.Builder post(String url, JsonObject body) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
  }

  /** The answer's body; empty when there is none yet. */
  private String answer(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return ""; // expected until it listens
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
