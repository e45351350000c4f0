package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One address that floods a gateway leaves the others what they need of it. */
class GatewayFloodTest {

  private static final String HI = TestSidecar.message("hi", 64);
  private static final String FLOODING = "127.0.0.2";
  private static final int ROOM = 4 << 20;

  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private final List<CallerCheck> checks = new CopyOnWriteArrayList<>();
  private final Path home;
  private final TestControl control;
  private final TestSidecar gateway;

  GatewayFloodTest(@TempDir Path home) {
    this.home = home;
    bedrock.ok();
    control =
        new TestControl(TestCertificate.create(home), new TestEndpoint(bedrock.url()).build());
    control.verdicts(
        check -> {
          checks.add(check);
          return check.endpoint().equals(TestEndpoint.HAIKU)
              ? new CallerVerdict(true, null, null, "Deployment/caller", 60_000)
              : new CallerVerdict(false, "UnknownEndpoint", "there is none", null, 0);
        });
    gateway =
        TestSidecar.start(
            control,
            home.resolve("gateway"),
            Map.of(
                "K8S_AI_ENDPOINTS",
                "",
                "K8S_AI_MAX_CALLS",
                "40",
                "K8S_AI_MAX_BYTES_IN_FLIGHT",
                Integer.toString(ROOM)),
            "--gateway");
  }

  @AfterEach
  void stop() {
    gateway.close();
    control.close();
    bedrock.close();
  }

  private Socket connect() throws IOException {
    return connect(FLOODING);
  }

  private Socket connect(String from) throws IOException {
    return connect(gateway, from);
  }

  private static Socket connect(TestSidecar to, String from) throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(), to.modelPort(), InetAddress.getByName(from), 0);
  }

  private static String head(String path, int length, String more) {
    return "POST %s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%s\r\n"
        .formatted(path, length, more);
  }

  /** Sends a request, and returns the status of its answer. */
  private static int ask(Socket socket, String path) throws IOException {
    socket.getOutputStream().write((head(path, 2, "") + "{}").getBytes(StandardCharsets.UTF_8));
    var from =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    var status = Integer.parseInt(from.readLine().split(" ", -1)[1]);
    var length = 0;
    for (var line = from.readLine(); !line.isEmpty(); line = from.readLine()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    assertThat(from.skip(length)).isEqualTo(length);
    return status;
  }

  @Test
  void unknownPathsCostTheOperatorFewQuestions() throws IOException {
    var statuses = new ArrayList<Integer>();
    for (var i = 0; i < 200; i++) {
      try (var socket = connect()) {
        statuses.add(ask(socket, "/invoke/ai-workloads/unknown-" + i));
        statuses.add(ask(socket, "/render/ai-workloads/unknown-" + i));
      }
    }

    assertThat(statuses).contains(404, 503).doesNotContain(200);
    var asked = checks.size() + control.templatesAsked();
    assertThat(asked).as("questions").isBetween(20, 150);
    assertThat(gateway.invoke(HI).statusCode()).as("another address").isEqualTo(200);
  }

  /** Twenty addresses ask for so many endpoints that are none that the gateway asks no more. */
  private void strangersAskTooMuch() throws IOException {
    var statuses = new ArrayList<Integer>();
    for (var i = 0; i < 400; i++) {
      try (var socket = connect("127.0.1." + (1 + i % 20))) {
        statuses.add(ask(socket, "/invoke/ai-workloads/unknown-" + i));
      }
    }
    assertThat(statuses).contains(404, 503);
    assertThat(statuses.subList(300, 400)).as("the last ones").haveAtLeast(80, refused());
  }

  private static Condition<Integer> refused() {
    return new Condition<>(status -> status == 503, "refused");
  }

  private void verdictsHoldFor(long millis) {
    control.verdicts(
        check ->
            check.endpoint().equals(TestEndpoint.HAIKU)
                ? new CallerVerdict(true, null, null, "Deployment/caller", millis)
                : new CallerVerdict(false, "UnknownEndpoint", "there is none", null, 0));
  }

  @Test
  void aCallerWhoseVerdictHasEndedIsAskedAboutWhileStrangersAskTooMuch() throws IOException {
    verdictsHoldFor(1);
    assertThat(gateway.invoke(HI).statusCode()).isEqualTo(200);
    strangersAskTooMuch();

    for (var i = 0; i < 10; i++) {
      var response = gateway.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
  }

  @Test
  void aCallerWhoseFirstCallComesWhileStrangersAskTooMuchIsServed() throws IOException {
    verdictsHoldFor(60_000);
    strangersAskTooMuch();

    assertThat(gateway.invoke(HI).statusCode()).isEqualTo(200);
  }

  @Test
  void callersWhoseChecksAllWaitForTheOperatorLeaveRoomForAnothersCheck() throws IOException {
    verdictsHoldFor(1);
    var sockets = new ArrayList<Socket>();
    try (var wide =
        TestSidecar.start(
            control, home.resolve("wide"), Map.of("K8S_AI_ENDPOINTS", ""), "--gateway")) {
      var path = "/invoke/" + TestEndpoint.HAIKU;
      assertThat(wide.post(path, HI).join().statusCode()).isEqualTo(200);
      for (var i = 0; i < 6; i++) {
        sockets.add(connect(wide, "127.0.1." + (1 + i)));
        assertThat(ask(sockets.getLast(), path)).as("let in, without messages").isEqualTo(400);
      }
      control.refuseWith(503);
      for (var i = 0; i < 270; i++) {
        sockets.add(connect(wide, "127.0.1." + (1 + i % 6)));
        var request = head("/invoke/ai-workloads/unknown-" + i, 2, "") + "{}";
        sockets.getLast().getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      }
      await().until(() -> control.refusals() > 150);

      var call = wide.post(path, HI);
      var refused = control.refusals();
      await().until(() -> call.isDone() || control.refusals() > refused + 400);
      control.refuseWith(0);

      assertThat(call.join().statusCode()).as(call.join().body()).isEqualTo(200);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aPathThatWasUnknownIsNotAskedForAgainAtOnce() {
    var path = "/invoke/ai-workloads/unknown";
    for (var i = 0; i < 5; i++) {
      assertThat(gateway.post(path, HI).join().statusCode()).isEqualTo(404);
    }
    assertThat(checks.size()).isBetween(1, 2);
  }

  @Test
  void bodiesThatTrickleInHoldNoRoomThatOthersNeed() throws Exception {
    assertThat(gateway.invoke(HI).statusCode()).as("its limits are known").isEqualTo(200);
    var sockets = new ArrayList<Socket>();
    try (var dripping = Executors.newSingleThreadScheduledExecutor()) {
      for (var i = 0; i < 8; i++) {
        var socket = connect();
        sockets.add(socket);
        var announced =
            head("/invoke/ai-workloads/claude-haiku", 3 << 20, "expect: 100-continue\r\n");
        socket.getOutputStream().write(announced.getBytes(StandardCharsets.UTF_8));
        var answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        assertThat(answer.readLine()).contains("100");
      }
      var _ = dripping.scheduleAtFixedRate(() -> drip(sockets), 0, 100, TimeUnit.MILLISECONDS);

      var large = TestSidecar.message("x".repeat(2 << 20), 64);
      var response = gateway.invoke(large);

      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      dripping.shutdownNow();
    } finally {
      for (var each : sockets) {
        each.close();
      }
    }
  }

  private static void drip(List<Socket> sockets) {
    for (var each : sockets) {
      try {
        each.getOutputStream().write(' ');
      } catch (IOException e) {
        // It has been hung up.
      }
    }
  }

  @Test
  void oneAddressCantTakeAllPlaces() throws Exception {
    assertThat(gateway.invoke(HI).statusCode()).isEqualTo(200);
    var sockets = new ArrayList<Socket>();
    try {
      // More than the gateway's places together; each waits for a body that never comes.
      for (var i = 0; i < 60; i++) {
        var socket = connect();
        sockets.add(socket);
        socket
            .getOutputStream()
            .write(
                head("/invoke/ai-workloads/claude-haiku", 10, "expect: 100-continue\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        var answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        assertThat(answer.readLine()).containsAnyOf("100", "503");
      }
      var response = gateway.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    } finally {
      for (var each : sockets) {
        each.close();
      }
    }
  }
}
