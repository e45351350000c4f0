package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.operator.control.LeaderAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where sidecars find the leader, on a real API server. */
class LeaderAddressTest {

  private static List<String> addresses(World world) {
    var slice =
        world
            .client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(World.NAMESPACE)
            .withName(Names.CONTROL_SERVICE)
            .get();
    return slice == null ? List.of() : slice.getEndpoints().getFirst().getAddresses();
  }

  @Test
  void whatAnEarlierLeaderWritesLateDoesNotLast() {
    try (var world = new World();
        var operator = world.operator("POD_NAME=operator-b", "POD_IP=10.0.0.2")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> addresses(world).equals(List.of("10.0.0.2")));

      new LeaderAddress(world.client, World.NAMESPACE, "10.0.0.1", operator.controlPort())
          .publish();
      assertThat(addresses(world)).containsExactly("10.0.0.1");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> addresses(world).equals(List.of("10.0.0.2")));
    }
  }

  @Test
  void whoHasLostTheLeaseWritesNoAddress() {
    try (var world = new World();
        var operator = world.operator("POD_NAME=operator-a", "POD_IP=10.0.0.1")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> addresses(world).equals(List.of("10.0.0.1")));

      world
          .client
          .leases()
          .inNamespace(World.NAMESPACE)
          .withName(Names.OPERATOR)
          .edit(
              lease -> {
                lease.getSpec().setHolderIdentity("operator-b");
                return lease;
              });
      new LeaderAddress(world.client, World.NAMESPACE, "10.0.0.2", operator.controlPort())
          .publish();

      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(10))
          .until(() -> addresses(world).equals(List.of("10.0.0.2")));
    }
  }
}
