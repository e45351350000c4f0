package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.ResourceKind;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An exception of a step becomes a condition that tells it, and all other steps run. */
class StepsTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-10T12:00:00Z"));

  private static final String BROKEN =
      "False/InternalError: IllegalStateException in StepsTest.broken; the operator's log has the"
          + " rest";

  private static IllegalStateException broken() {
    return new IllegalStateException("it broke");
  }

  private record Fixed(ConditionType condition, ConditionState state) implements Step {
    @Override
    public Result check(Observation observed) {
      return new Result(state, observed);
    }
  }

  private record Throwing(ConditionType condition, RuntimeException failure) implements Step {
    @Override
    public Result check(Observation observed) {
      throw failure;
    }
  }

  private static List<Condition> run(ConditionType type, RuntimeException failure) {
    return run(Map.of(type, failure));
  }

  private static List<Condition> run(Map<ConditionType, RuntimeException> failures) {
    var steps = new ArrayList<Step>();
    var all = new EnumMap<ConditionType, Step>(ConditionType.class);
    for (var each : ConditionType.values()) {
      if (each.kinds().contains(ResourceKind.MODEL_ENDPOINT)) {
        all.put(each, new Fixed(each, ConditionState.ofTrue(each.reasons().getFirst(), "fine")));
      }
    }
    failures.forEach((type, failure) -> all.put(type, new Throwing(type, failure)));
    all.remove(ConditionType.READY);
    steps.addAll(all.values());
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(
        new ObjectMetaBuilder().withNamespace("ns").withName("chat").withGeneration(3L).build());
    return new Steps(steps, each -> Optional.empty(), CLOCK, Failure::of)
        .run(endpoint)
        .conditions();
  }

  private static RuntimeException refusal(int code, String message) {
    return new KubernetesClientException(
        "Failure executing: POST at: …",
        code,
        new StatusBuilder().withCode(code).withMessage(message).build());
  }

  private static String state(List<Condition> conditions, ConditionType type) {
    var condition = ConditionSet.find(conditions, type).orElseThrow();
    return condition.getStatus() + "/" + condition.getReason() + ": " + condition.getMessage();
  }

  private static Optional<String> closing(List<Condition> conditions) {
    return EndpointConditions.closing(conditions).map(Condition::getReason);
  }

  @Test
  void aQuotaInTheWayOfTheServiceClosesNothingForSidecars() {
    var conditions =
        run(
            ConditionType.SERVICE_READY,
            refusal(403, "services \"model-chat\" is forbidden: exceeded quota: none"));

    assertThat(state(conditions, ConditionType.SERVICE_READY))
        .isEqualTo(
            "False/ApiServerRefused: services \"model-chat\" is forbidden: exceeded quota: none");
    assertThat(state(conditions, ConditionType.READY)).startsWith("True/Ready");
    assertThat(closing(conditions)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROLE_ASSUMABLE", "MODEL_REACHABLE", "PRICED", "GUARDRAIL_SYNCED"})
  void aMistakeOfOursInWhatGuardsMoneyOrAccessClosesTheEndpoint(ConditionType type) {
    var conditions = run(type, broken());

    assertThat(state(conditions, type)).isEqualTo(BROKEN);
    assertThat(closing(conditions)).hasValue("InternalError");
  }

  @ParameterizedTest
  @EnumSource(names = {"BUDGET_AVAILABLE", "SIDECARS_CURRENT"})
  void whatOnlyTellsIsOnlyTold(ConditionType type) {
    var conditions = run(type, broken());

    assertThat(state(conditions, type)).isEqualTo(BROKEN);
    assertThat(state(conditions, ConditionType.READY)).startsWith("True/Ready");
  }

  @Test
  void anErrorIsAConditionToo() {
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(
        new ObjectMetaBuilder().withNamespace("ns").withName("chat").withGeneration(3L).build());
    var step =
        new Step() {
          @Override
          public ConditionType condition() {
            return ConditionType.PRICED;
          }

          @Override
          public Result check(Observation observed) {
            throw new StackOverflowError("too deep");
          }
        };

    var conditions =
        new Steps(List.of(step), each -> Optional.empty(), CLOCK, Failure::of)
            .run(endpoint)
            .conditions();

    assertThat(state(conditions, ConditionType.PRICED))
        .startsWith("False/InternalError: StackOverflowError in StepsTest");
    assertThatThrownBy(
            () ->
                Contained.run(
                    () -> {
                      throw new StackOverflowError("too deep");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("too deep");
  }

  @Test
  void anApiServerThatIsAwaySaysNothingAboutTheEndpoint() {
    var conditions = run(ConditionType.ROLE_ASSUMABLE, refusal(503, "try again"));

    assertThat(state(conditions, ConditionType.ROLE_ASSUMABLE))
        .isEqualTo("Unknown/ApiServerUnavailable: try again");
    assertThat(closing(conditions)).isEmpty();
  }

  @Test
  void aLedgerThatCannotBeKeptEndsReadyAndLeavesTheLedgerToRefuse() {
    var conditions = run(ConditionType.LEDGER_READY, broken());

    assertThat(state(conditions, ConditionType.READY))
        .isEqualTo(BROKEN.replaceFirst(": ", ": LedgerReady: "));
    assertThat(closing(conditions)).isEmpty();
  }

  @Test
  void calledByOlderLimitsReadySaysSo() {
    var conditions = EndpointConditions.tellingOf(2L, run(Map.of()));

    assertThat(state(conditions, ConditionType.READY))
        .isEqualTo(
            "True/Ready: calls are served while there is budget, by the limits of generation 2 of"
                + " the spec: the newer one can't be looked at yet");
    assertThat(EndpointConditions.tellingOf(3L, run(Map.of()))).isEqualTo(run(Map.of()));
  }
}
