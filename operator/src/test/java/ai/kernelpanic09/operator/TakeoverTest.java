package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The next leader, and an endpoint that is created again, know what was spent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverTest {

  private static final String NAME = "ai-workloads/claude";

  private final World world = new World();

  @AfterAll
  void stop() {
    world.close();
  }

  @Test
  void neitherANewLeaderNorANewObjectForgetsWhatWasSpent() {
    var first = world.operator();
    try (var asked = HolderClient.of(first)) {
      awaitLeader(asked);
      try (var second = world.operator();
          var standby = HolderClient.of(second)) {
        applyClaude();
        awaitReady();
        var gateway = world.gatewayToken();
        var epoch = spend(asked, gateway);
        assertThat(standby.sync(gateway, HolderClient.request(NAME, 3)).statusCode())
            .isEqualTo(421);
        // An operator that waits to lead is alive and ready.
        assertThat(World.probe(second, "/healthz")).isEqualTo("200 ok");
        assertThat(World.probe(second, "/readyz")).isEqualTo("200 ok");
        assertThat(cost()).isEqualTo(Money.parse("0.007"));

        first.close();

        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  var response = standby.sync(gateway, HolderClient.request(NAME, 4));
                  return response.statusCode() == 200
                      && !HolderClient.answer(response).endpoints().isEmpty();
                });
        var answer = HolderClient.answer(standby.sync(gateway, HolderClient.request(NAME, 5)));
        assertThat(answer.epoch()).isGreaterThan(epoch);
        assertThat(cost()).isEqualTo(Money.parse("0.007"));

        var uid = world.endpoint("claude").getMetadata().getUid();
        world.server.kubectl("delete", "mep", "claude", "-n", "ai-workloads");
        applyClaude();
        awaitReady();
        assertThat(world.endpoint("claude").getMetadata().getUid()).isNotEqualTo(uid);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(spentToday()).isGreaterThanOrEqualTo(Money.parse("0.007")));
      }
    }
  }

  private void applyClaude() {
    world.applyEndpoint("claude", "costBudget: {daily: \"1.00\", monthly: \"5.00\"}");
  }

  private void awaitLeader(HolderClient control) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> control.sync("nobody", HolderClient.request(NAME, 1)).statusCode() == 401);
  }

  private void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(world.state("claude", "Ready")).isEqualTo("True/Ready");
              assertThat(world.state("claude", "BudgetAvailable")).isEqualTo("True/Available");
            });
  }

  /** Spends seven tenths of a cent, and returns the ledger's epoch. */
  private static long spend(HolderClient control, String gateway) {
    var granted = control.lease(gateway, NAME);
    var answer = control.spend(gateway, NAME, 2, granted, Money.parse("0.007"));
    return HolderClient.answer(answer).epoch();
  }

  private Money cost() {
    var usage = world.status("claude").orElseThrow().usage();
    return usage == null ? Money.ZERO : usage.costTotal();
  }

  private Money spentToday() {
    var budget = world.status("claude").orElseThrow().budget();
    var daily = budget == null ? null : budget.daily();
    return daily == null ? Money.ZERO : daily.spent();
  }
}
