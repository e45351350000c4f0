package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.simulator.bill.BookedCall;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The live probe: the operator's own call of a model, paid for by the endpoint's budget. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveProbeTest {

  private static final String DEAF = "arn:aws:iam::123456789012:role/may-not-invoke";

  private final World world = new World();
  private final OperatorProcess operator =
      world.operator("LIVE_PROBE=on", "BEDROCK_RUNTIME_URL=" + world.simulator.url());

  @AfterAll
  void stop() {
    operator.close();
    world.close();
  }

  private void awaitReachable(String endpoint, String state) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(world.state(endpoint, "ModelReachable")).isEqualTo(state));
  }

  private long calls(String endpoint) {
    return billed(endpoint).count();
  }

  private Stream<BookedCall> billed(String endpoint) {
    return world.simulator.bill().calls().stream()
        .filter(call -> call.operation().name().equals("Converse"))
        .filter(
            call -> ("ai-workloads/" + endpoint).equals(call.requestMetadata().get("endpoint")));
  }

  private Money booked(String endpoint) {
    return world
        .status(endpoint)
        .map(ModelEndpointStatus::usage)
        .map(UsageStatus::costTotal)
        .orElse(Money.ZERO);
  }

  @Test
  void aModelThatAnswersIsCalledOnceAndItsCostIsBookedToTheLastDigit() {
    world.applyEndpoint(
        "probed", "costBudget: {daily: \"1.00\"}", "rateLimit: {requestsPerMinute: 60}");
    awaitReachable("probed", "True/Answered");

    var billed = billed("probed").mapToLong(call -> call.charge().nanoDollars()).sum();
    assertThat(billed).isPositive();
    assertThat(booked("probed").nanoDollars()).isEqualTo(billed);
    assertThat(world.endpoint("probed").getStatus().spenders())
        .extracting(each -> each.workload())
        .contains("Operator/live-probe");

    // Makes the operator reconcile the endpoint again.
    world.applyEndpoint(
        "probed", "costBudget: {daily: \"2.00\"}", "rateLimit: {requestsPerMinute: 60}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Objects.equals(
                    world.endpoint("probed").getMetadata().getGeneration(),
                    world.endpoint("probed").getStatus().observedGeneration()));
    awaitReachable("probed", "True/Answered");
    assertThat(calls("probed")).isEqualTo(1);
  }

  @Test
  void aGlobalProfileIsCalledThoughAwsAsksForTheModelHereAndAnywhere() {
    world.applyEndpoint("worldwide", "modelId: global.anthropic.claude-haiku-4-5-20251001-v1:0");

    awaitReachable("worldwide", "True/Answered");
  }

  @Test
  void aModelThatRefusesCallsIsNotReachableAndNothingIsCharged() {
    world.role(DEAF, "bedrock:Get*", "bedrock:List*");
    world.applyEndpoint("refused", "irsaRoleArn: " + DEAF);

    awaitReachable("refused", "False/CallRefused");

    assertThat(world.state("refused", "Ready")).isEqualTo("False/CallRefused");
    assertThat(booked("refused")).isEqualTo(Money.ZERO);
  }

  @Test
  void aSpentBudgetPaysForNoProbe() {
    world.applyEndpoint("poor", "costBudget: {daily: \"0.000001\"}");

    awaitReachable("poor", "True/Reachable");

    assertThat(calls("poor")).isZero();
  }
}
