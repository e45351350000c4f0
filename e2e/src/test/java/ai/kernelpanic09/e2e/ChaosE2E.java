package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.e2e.chaos.App;
import ai.kernelpanic09.e2e.chaos.ChaosReport;
import ai.kernelpanic09.e2e.chaos.ChaosRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two dozen pods spend small budgets while processes die, the control plane stops, the network
 * breaks and budgets are edited; the results are compared with the simulator's bill. {@code
 * -Dchaos.seed} replays a sequence of faults, {@code -Dchaos.faults} sets the number of faults,
 * {@code -Dchaos.pods} that of pods.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosE2E {

  private ChaosRun.Result run;

  @BeforeAll
  void runTheWholeOfIt() throws IOException {
    assumeTrue(Cluster.isOurs(), "only the cluster of e2e/cluster.sh may be broken");
    Installed.once();
    var seed = Long.getLong("chaos.seed", RandomGenerator.getDefault().nextInt(1_000_000));
    var faults = Integer.getInteger("chaos.faults", 13);
    System.out.printf(
        "chaos: seed %d; make chaos SEED=%d FAULTS=%d replays its faults%n", seed, seed, faults);
    run = new ChaosRun(seed, faults, Boolean.getBoolean("chaos.midnight")).run();
    var report = ChaosReport.of(run);
    System.out.println(report);
    Files.writeString(Path.of("target", "chaos.md"), report);
  }

  @AfterAll
  void stop() {
    SimulatedAws.post("reset", "{\"what\":[\"faults\"]}");
    Cluster.kubectl("delete", "namespace", App.NAMESPACE, "--wait=false");
  }

  @Test
  void noBillExceedsItsBudget() {
    assertThat(run.overspent()).isEmpty();
    assertThat(run.looks()).isGreaterThan(5);
    assertThat(run.accounts()).allSatisfy(each -> assertThat(each.billed().isPositive()).isTrue());
  }

  @Test
  void theLedgerKnowsOfEveryDollarBilled() {
    assertThat(run.unaccounted()).isEmpty();
    assertThat(run.accounts())
        .allSatisfy(
            each ->
                assertThat(each.days())
                    .allSatisfy(
                        day ->
                            assertThat(day.used())
                                .isBetween(each.billed(day.window()), each.largest())));
  }

  @Test
  void whereNothingWasKilledInFlightLedgerAndBillAreEqual() {
    assertThat(run.accounts())
        .filteredOn(each -> !each.app().hurt())
        .hasSize(2)
        .allSatisfy(
            each ->
                assertThat(each.days())
                    .isNotEmpty()
                    .allSatisfy(
                        day -> {
                          assertThat(day.spent()).isEqualTo(each.billed(day.window()));
                          assertThat(List.of(day.leased(), day.writtenOff(), day.estimated()))
                              .containsOnly(Money.ZERO);
                        }));
  }

  @Test
  void nothingIsGrantedWhileABudgetIsOvercommitted() {
    assertThat(run.watchedOvercommitted()).isPositive();
    assertThat(run.grantedBeyond()).isEmpty();
  }

  @Test
  void whatIsLeftIsSpentAfterAllFaults() {
    assertThat(run.accounts())
        .filteredOn(each -> each.app().name().equals("calm"))
        .hasSize(1)
        .allSatisfy(
            each ->
                assertThat(each.billed())
                    .isGreaterThanOrEqualTo(each.limit().minus(run.worstCall().times(2))));
  }

  @Test
  void appPodsStayReadyWhateverFailsAround() {
    assertThat(run.steadyPods())
        .isEqualTo(App.ALL.stream().filter(app -> !app.hurt()).mapToInt(App::pods).sum());
    assertThat(run.steadyChanges()).isEmpty();
  }

  @Test
  void everythingRecovers() {
    assertThat(run.notRecovered()).isEmpty();
  }
}
