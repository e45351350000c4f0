package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an operator that has just started does while the list of all pods is still to come. */
class StartTest {

  private static final String POD_READER = "k8s-ai-operator";
  private static final String BY_ADDRESS =
      "{\"endpoint\":\"ai-workloads/asked\",\"sourceAddress\":\"10.1.0.2\"}";

  @Test
  void holdersAreServedBeforeAllPodsAreKnown() throws Exception {
    try (var world = new World();
        var client =
            world.server.clientAs(
                "system:serviceaccount:" + World.NAMESPACE + ":k8s-ai-operator",
                "system:serviceaccounts",
                "system:serviceaccounts:" + World.NAMESPACE,
                "system:authenticated")) {
      var token = world.gatewayToken();
      kubectl(world, "apply", "-k", "../config/rbac");
      world.applyEndpoint("asked", "costBudget: {daily: \"1.00\"}");
      world.applyEndpoint("unasked");
      var caller = world.plainPod("ai-workloads", "caller", "default", "10.1.0.2");
      withoutListOfPods(world);
      var control = freePort();
      var webhook = freePort();

      var starting =
          CompletableFuture.supplyAsync(
              () ->
                  world.operator(
                      client,
                      "LISTEN_CONTROL=" + control,
                      "WEBHOOK=on",
                      "LISTEN_WEBHOOK=" + webhook),
              // Not of the common pool, of which the HTTP clients need a thread.
              task -> Thread.ofPlatform().start(task));
      try (var holder = HolderClient.of(authority(world), control)) {
        awaitServed(holder, token);

        assertThat(authorize(holder, token, BY_ADDRESS))
            .as("whose address it is, is not known yet")
            .startsWith("503");
        assertThat(
                authorize(
                    holder,
                    token,
                    "{\"endpoint\":\"ai-workloads/asked\",\"token\":\""
                        + world.token(caller, Names.GATEWAY_AUDIENCE)
                        + "\"}"))
            .startsWith("503");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), webhook).close())
            .as("who may send reviews is not known yet")
            .isInstanceOf(ConnectException.class);
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(world.state("asked", "SidecarsCurrent"))
                        .isEqualTo("Unknown/ApiServerUnavailable"));
        assertThat(world.state("unasked", "Ready")).isEmpty();
        assertThat(starting).isNotDone();

        kubectl(world, "apply", "-k", "../config/rbac");

        try (var operator = starting.get(90, TimeUnit.SECONDS)) {
          assertThat(World.probe(operator, "/healthz")).isEqualTo("200 ok");
          new Socket(InetAddress.getLoopbackAddress(), webhook).close();
          assertThat(authorize(holder, token, BY_ADDRESS))
              .contains("\"allowed\":true", "Pod/caller");
          await()
              .atMost(Duration.ofSeconds(30))
              .untilAsserted(
                  () -> {
                    assertThat(world.state("asked", "SidecarsCurrent")).isEqualTo("True/Current");
                    assertThat(world.state("unasked", "Ready")).isEqualTo("True/Ready");
                  });
        }
      }
    }
  }

  private static void kubectl(World world, String... arguments) {
    var output = world.server.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Leaves the right to get a pod by its name, and takes the one to list them. */
  private static void withoutListOfPods(World world) {
    world
        .client
        .rbac()
        .clusterRoles()
        .withName(POD_READER)
        .edit(
            role ->
                new ClusterRoleBuilder(role)
                    .withRules(role.getRules().stream().flatMap(StartTest::withoutList).toList())
                    .build());
  }

  private static Stream<PolicyRule> withoutList(PolicyRule rule) {
    if (!rule.getResources().contains("pods")) {
      return Stream.of(rule);
    }
    var others = rule.getResources().stream().filter(each -> !each.equals("pods")).toList();
    return Stream.of(
        new PolicyRuleBuilder(rule).withResources(others).build(),
        new PolicyRuleBuilder(rule).withResources("pods").withVerbs(List.of("get")).build());
  }

  private static String authority(World world) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              var map =
                  world.client.configMaps().inNamespace(World.NAMESPACE).withName(Names.CA).get();
              return map == null ? "" : map.getData().get(Names.CA_KEY);
            },
            pem -> !pem.isEmpty());
  }

  private static void awaitServed(HolderClient holder, String token) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              var answer = holder.sync(token, HolderClient.request("ai-workloads/asked", 1));
              return answer.statusCode() == 200
                  && HolderClient.answer(answer).endpoints().stream()
                      .anyMatch(EndpointAnswer::ready);
            });
  }

  private static String authorize(HolderClient holder, String token, String check) {
    var answer = holder.post("authorize", token, check);
    return answer.statusCode() + " " + answer.body();
  }
}
