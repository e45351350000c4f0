package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What strangers and holders send to the operator's ports without end stops them alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String NAME = "ai-workloads/claude";

  private final HeldReviews reviews;
  private final World world;
  private final OperatorProcess operator;
  private final HolderClient control;

  FloodTest() throws IOException {
    reviews = new HeldReviews();
    world = new World(reviews.apiServer());
    operator = world.operatorWithWebhook();
    control = HolderClient.of(operator);
  }

  @BeforeAll
  void anEndpoint() {
    world.applyEndpoint("claude", "costBudget: {daily: \"10.00\", monthly: \"200.00\"}");
    await()
        .atMost(LONG)
        .until(() -> world.state("claude", "BudgetAvailable").equals("True/Available"));
  }

  @AfterAll
  void stop() {
    reviews.close();
    control.close();
    operator.close();
    world.close();
  }

  /** The token of a new pod of our webhook's. */
  private String holder(String name) {
    var pod =
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .until(() -> world.pod("ai-workloads", name, "claude"), each -> true);
    return world.token(pod, Names.CONTROL_AUDIENCE);
  }

  /** A token that claims to be for us, and which nobody has signed. */
  private static String bogus(int number) {
    var claims =
        "{\"aud\":\"%s\",\"exp\":%d,\"jti\":\"%d\"}"
            .formatted(
                Names.CONTROL_AUDIENCE, Instant.now().plusSeconds(3_600).getEpochSecond(), number);
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  private static String request(String path, String token, int length) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(path, token, length);
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The operator has closed it, as it may.
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  private double metric(String name, String port) {
    var line =
        Pattern.compile("(?m)^k8s_ai_operator_" + name + "\\{port=\"" + port + "\"} (.*)$")
            .matcher(World.metrics(operator));
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  private Lease lease() {
    return world.client.leases().inNamespace(World.NAMESPACE).withName(Names.OPERATOR).get();
  }

  @Test
  void bogusTokensDelayNeitherALedgersCommitNorTheLeadersLease() throws Exception {
    var token = holder("spender");
    var granted = control.lease(token, NAME);
    var sockets = new ArrayList<Socket>();
    for (var i = 0; i < 300; i++) {
      // Ten from each address.
      sockets.add(control.socket(control.port(), "127.0.1." + (1 + i / 10)));
    }
    for (var i = 0; i < 300; i++) {
      write(sockets.get(i), request("/control/v1/sync", bogus(i), 0));
    }
    await().atMost(LONG).until(() -> reviews.held() >= 32);
    var renewed = lease().getSpec().getRenewTime();

    control.spend(token, NAME, 2, granted, Money.parse("0.000000307"));

    assertThat(world.status("claude").map(ModelEndpointStatus::usage))
        .map(UsageStatus::costTotal)
        .hasValue(Money.parse("0.000000307"));
    await().atMost(LONG).until(() -> lease().getSpec().getRenewTime().isAfter(renewed));
    assertThat(reviews.answered()).as("token reviews that ended meanwhile").isZero();
    close(sockets);
  }

  @Test
  void bodiesOfOneHolderThatDoNotEndLeaveTheOthersAlone() throws Exception {
    var greedy = holder("greedy");
    var modest = holder("modest");
    var sockets = new ArrayList<Socket>();
    for (var i = 0; i < 40; i++) {
      // Ten from each address, which need no share of what other tests may have used up.
      var socket = control.socket(control.port(), "127.0.8." + (1 + i / 10));
      sockets.add(socket);
      write(socket, request("/control/v1/sync", greedy, 250_000) + "[".repeat(100_000));
    }
    await().atMost(LONG).until(() -> metric("surplus_connections_total", "control") >= 32);

    assertThat(metric("body_bytes", "control")).isLessThanOrEqualTo(512 << 10);
    assertThat(control.sync(modest, HolderClient.request(NAME, 1)).statusCode()).isEqualTo(200);
    close(sockets);
    await().atMost(LONG).until(() -> metric("body_bytes", "control") == 0);
  }

  @Test
  void reviewsThatDoNotEndAreHeldWithinBoundsAndPodsAreAdmitted() throws Exception {
    var port = world.admission().getPort();
    var body = "[".repeat(1 << 20);
    var sockets = new ArrayList<Socket>();
    for (var i = 0; i < 60; i++) {
      var socket = control.socket(port, "127.0.2." + (1 + i % 20));
      sockets.add(socket);
      write(socket, request("/mutate-pods", "none", 8 << 20) + body);
    }
    await().atMost(LONG).until(() -> metric("refused_bodies_total", "webhook") > 0);
    assertThat(metric("body_bytes", "webhook")).isLessThanOrEqualTo(24 << 20);

    assertThat(holder("neighbour")).isNotEmpty();

    close(sockets);
    await().atMost(LONG).until(() -> metric("body_bytes", "webhook") == 0);
  }

  @Test
  void aReviewThatWouldBecomeAHugeTreeIsRefused() throws Exception {
    var body = "[" + "{},".repeat(2_000_000) + "{}]";
    try (var socket = control.socket(world.admission().getPort(), "127.0.3.1")) {
      write(socket, request("/mutate-pods", "none", body.length()) + body);

      var first = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(first).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void aPodsReviewIsRefused() throws Exception {
    runningAt("127.0.4.1", "ai-workloads");
    runningAt("127.0.4.2", "kube-system");

    await().atMost(LONG).untilAsserted(() -> assertThat(reviewFrom("127.0.4.1")).isEqualTo(403));
    // An agent of the API server.
    assertThat(reviewFrom("127.0.4.2")).isEqualTo(400);
    assertThat(reviewFrom("127.0.4.3")).isEqualTo(400);
  }

  @Test
  void aPodThatSendsReviewsWithoutEndIsNotEvenShakenHandsWith() throws Exception {
    runningAt("127.0.4.5", "ai-workloads");
    await().atMost(LONG).untilAsserted(() -> assertThat(reviewFrom("127.0.4.5")).isEqualTo(403));

    var began = System.nanoTime();
    var served = 0;
    for (var each = 0; each < 200; each++) {
      served += isServed(world.admission().getPort(), "127.0.4.5") ? 1 : 0;
    }

    assertThat(served).isLessThanOrEqualTo(6 + during(began, 0.22));
    assertThat(metric("refused_connections_total", "webhook")).isGreaterThanOrEqualTo(200 - served);
    // Its neighbours' pods are admitted.
    assertThat(holder("another")).isNotEmpty();
  }

  @Test
  void whoOpensConnectionsWithoutEndIsRefusedBeforeTheHandshakeAndOthersAreServed()
      throws Exception {
    var began = System.nanoTime();
    var served = 0;
    for (var each = 0; each < 400; each++) {
      served += isServed(control.port(), "127.0.6." + (1 + each % 4)) ? 1 : 0;
    }

    // Ten of each address, and a hundred of those that all share.
    assertThat(served).isLessThanOrEqualTo(140 + during(began, 12));
    assertThat(metric("refused_connections_total", "control")).isGreaterThanOrEqualTo(400 - served);
    assertThat(isServed(control.port(), "127.0.6.200")).isTrue();
  }

  @Test
  void whoProvesNothingIsToldSoAndNoMoreIsReadOfIt() throws Exception {
    try (var socket = control.socket(control.port(), "127.0.7.1")) {
      write(socket, request("/control/v1/sync", "none", 8 << 20) + "[".repeat(1 << 20));

      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 401").contains("Unauthorized");
      assertThat(answer.split("HTTP/1.1")).as("answers").hasSize(2);
    }
  }

  /** How many more are let in since then: on a slow machine an allowance grows meanwhile. */
  private static int during(long began, double perSecond) {
    return (int) Math.ceil((System.nanoTime() - began) / 1e9 * perSecond);
  }

  /** Whether a connection from an address gets through its handshake. */
  private boolean isServed(int port, String address) {
    try (var socket = (SSLSocket) control.socket(port, address)) {
      socket.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void runningAt(String address, String namespace) {
    // No controller makes it in kube-system.
    world.server.kubectl("create", "serviceaccount", "default", "-n", namespace);
    var pod =
        world
            .client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("sender-" + address)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("app")
                    .withImage("none")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    world
        .client
        .resource(pod)
        .editStatus(
            each ->
                new PodBuilder(each)
                    .withNewStatus()
                    .withPhase("Running")
                    .withPodIPs(new PodIPBuilder().withIp(address).build())
                    .withPodIP(address)
                    .endStatus()
                    .build());
  }

  /** The status of the answer to a review that is none. */
  private int reviewFrom(String address) throws IOException {
    try (var socket = control.socket(world.admission().getPort(), address)) {
      write(socket, request("/mutate-pods", "none", 2) + "{}");
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return Integer.parseInt(answer.substring(answer.lastIndexOf(' ') + 1));
    }
  }
}
