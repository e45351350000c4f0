package ai.kernelpanic09.operator.endpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.ResourceKind;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DerivedConditionsTest {

  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private static Map<ConditionType, ConditionState> allWell() {
    var states = new EnumMap<ConditionType, ConditionState>(ConditionType.class);
    for (var type : ConditionType.values()) {
      if (type != ConditionType.READY && type.kinds().contains(ResourceKind.MODEL_ENDPOINT)) {
        states.put(type, fine(type));
      }
    }
    return states;
  }

  private static ConditionState fine(ConditionType type) {
    return ConditionState.ofTrue(type.reasons().getFirst(), "all is well");
  }

  private static ConditionState broken() {
    return ConditionState.ofFalse(ConditionReason.INTERNAL_ERROR, "it is broken");
  }

  private static ConditionState away() {
    return ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, "AWS is away");
  }

  private static List<Condition> decide(
      List<Condition> before, Map<ConditionType, ConditionState> states, Instant now) {
    return EndpointConditions.of(before, 7L, now, states, Map.of(), Optional.empty());
  }

  private static String state(List<Condition> conditions, ConditionType type) {
    var found = ConditionSet.find(conditions, type).orElseThrow();
    return found.getStatus() + "/" + found.getReason();
  }

  @Test
  void readyFollowsFromWhatItNeeds() {
    assertThat(state(decide(List.of(), allWell(), NOW), ConditionType.READY))
        .isEqualTo("True/Ready");
  }

  @ParameterizedTest
  @EnumSource(
      value = ConditionType.class,
      names = {"ROLE_ASSUMABLE", "MODEL_REACHABLE", "PRICED", "GUARDRAIL_SYNCED", "LEDGER_READY"})
  void readyTellsTheFirstThatFails(ConditionType failing) {
    var states = allWell();
    states.put(
        ConditionType.LEDGER_READY,
        ConditionState.ofFalse(ConditionReason.LEDGER_UNREADABLE, "fails too"));
    states.put(failing, broken());

    var conditions = decide(List.of(), states, NOW);

    assertThat(state(conditions, ConditionType.READY)).isEqualTo("False/InternalError");
    assertThat(ConditionSet.find(conditions, ConditionType.READY).orElseThrow().getMessage())
        .isEqualTo(failing.id() + ": it is broken");
  }

  @Test
  void anInvalidSpecIsNotReadyWhenNothingElseIsWrong() {
    var errors =
        Optional.of(
            ConditionState.ofFalse(
                ConditionReason.INVALID, "spec.fallbacks[0]: leads back to this endpoint"));
    var states = allWell();
    var invalid = EndpointConditions.of(List.of(), 7L, NOW, states, Map.of(), errors);
    states.put(ConditionType.PRICED, broken());
    var broken = EndpointConditions.of(List.of(), 7L, NOW, states, Map.of(), errors);

    assertThat(ConditionSet.find(invalid, ConditionType.READY).orElseThrow())
        .satisfies(
            each -> {
              assertThat(each.getStatus()).isEqualTo("False");
              assertThat(each.getReason()).isEqualTo("Invalid");
              assertThat(each.getMessage())
                  .isEqualTo("spec.fallbacks[0]: leads back to this endpoint");
            });
    assertThat(EndpointConditions.closing(invalid)).isEmpty();
    assertThat(state(broken, ConditionType.READY)).isEqualTo("False/InternalError");
  }

  @ParameterizedTest
  @EnumSource(
      value = ConditionType.class,
      names = {"BUDGET_AVAILABLE", "SIDECARS_CURRENT", "SERVICE_READY"})
  void aSpentBudgetAMissedPodOrAForeignServiceMakesNothingUnready(ConditionType failing) {
    var states = allWell();
    states.put(failing, broken());

    assertThat(state(decide(List.of(), states, NOW), ConditionType.READY)).isEqualTo("True/Ready");
  }

  @ParameterizedTest
  @CsvSource({"CHECK_NOT_PERMITTED, True/Ready", "ROLE_REQUIRED, Unknown/RoleRequired"})
  void onlyAForbiddenLookDoesNotHoldReady(ConditionReason reason, String ready) {
    var states = allWell();
    states.put(ConditionType.MODEL_REACHABLE, ConditionState.ofUnknown(reason, "nobody knows"));

    assertThat(state(decide(List.of(), states, NOW), ConditionType.READY)).isEqualTo(ready);
  }

  @Test
  void whatIsNotDecidedYetIsUnknown() {
    var states = allWell();
    states.remove(ConditionType.PRICED);

    assertThat(state(decide(List.of(), states, NOW), ConditionType.READY))
        .isEqualTo("Unknown/Reconciling");
  }

  @ParameterizedTest
  @CsvSource({
    "true,  14m59s, True/Assumed",
    "true,  15m,    Unknown/AwsUnavailable",
    "false, 14m59s, False/InternalError",
    "false, 15m,    Unknown/AwsUnavailable",
  })
  void aPassingFailureKeepsTheLastStateForAQuarterOfAnHour(
      boolean well, String away, String expected) {
    var states = allWell();
    states.put(ConditionType.ROLE_ASSUMABLE, well ? fine(ConditionType.ROLE_ASSUMABLE) : broken());
    var before = decide(List.of(), states, NOW);
    states.put(ConditionType.ROLE_ASSUMABLE, away());

    var after =
        EndpointConditions.of(
            before,
            8L,
            NOW.plus(Duration.parse("PT" + away)),
            states,
            Map.of(ConditionType.ROLE_ASSUMABLE, NOW),
            Optional.empty());

    assertThat(state(after, ConditionType.ROLE_ASSUMABLE)).isEqualTo(expected);
  }

  @Test
  void aPassingFailureOfANewEndpointIsUnknownAtOnce() {
    var states = allWell();
    states.put(ConditionType.ROLE_ASSUMABLE, away());

    var conditions = decide(List.of(), states, NOW);

    assertThat(state(conditions, ConditionType.READY)).isEqualTo("Unknown/AwsUnavailable");
  }

  @Test
  void theTimeOfTransitionChangesWithTheStatusAlone() {
    var states = allWell();
    var first = decide(List.of(), states, NOW);
    states.put(
        ConditionType.PRICED,
        ConditionState.ofTrue(ConditionReason.MODEL_REQUIRED, "another reason"));
    var second = decide(first, states, NOW.plusSeconds(60));
    states.put(ConditionType.PRICED, broken());
    var third = decide(second, states, NOW.plusSeconds(120));

    assertThat(ConditionSet.find(second, ConditionType.PRICED).orElseThrow())
        .satisfies(
            each -> {
              assertThat(each.getReason()).isEqualTo("ModelRequired");
              assertThat(each.getLastTransitionTime()).isEqualTo("2026-03-10T12:00:00Z");
              assertThat(each.getObservedGeneration()).isEqualTo(7);
            });
    assertThat(ConditionSet.find(third, ConditionType.PRICED).orElseThrow().getLastTransitionTime())
        .isEqualTo("2026-03-10T12:02:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "DENIED,      FALSE,   AccessDenied",
    "NOT_FOUND,   FALSE,   AccessDenied",
    "INVALID,     FALSE,   InvalidRoleArn",
    "NO_IDENTITY, FALSE,   NoOperatorIdentity",
    "PASSING,     UNAVAILABLE, AwsUnavailable",
    "BUSY,        UNAVAILABLE, AwsUnavailable",
    "QUOTA,       UNAVAILABLE, AwsUnavailable",
  })
  void whatStsSaysHasAReason(AwsFailure.Kind kind, ConditionState.Status status, String reason) {
    var result =
        RoleStep.refused(
            new AwsFailure(kind, "Code", "Code: as STS says"), Observation.of(new ModelEndpoint()));

    var state = requireNonNull(result.state());
    assertThat(state.status()).isEqualTo(status);
    assertThat(state.reason().id()).isEqualTo(reason);
    assertThat(state.message()).contains("as STS says");
  }
}
