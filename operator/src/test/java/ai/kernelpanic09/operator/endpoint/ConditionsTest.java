package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.operator.aws.AwsFailure;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {

  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private static Map<ConditionType, Verdict> allWell() {
    var verdicts = new EnumMap<ConditionType, Verdict>(ConditionType.class);
    for (var type : ConditionType.values()) {
      if (type != ConditionType.READY) {
        verdicts.put(type, Verdict.yes("Fine", "all is well"));
      }
    }
    return verdicts;
  }

  private static List<Condition> decide(
      List<Condition> before, Map<ConditionType, Verdict> verdicts, Instant now) {
    return new Conditions(before, 7, now).of(verdicts, Map.of());
  }

  private static String state(List<Condition> conditions, ConditionType type) {
    var found = Conditions.find(conditions, type).orElseThrow();
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
      names = {"ROLE_ASSUMABLE", "MODEL_REACHABLE", "PRICED", "GUARDRAIL_SYNCED", "SERVICE_READY"})
  void readyTellsTheFirstThatFails(ConditionType failing) {
    var verdicts = allWell();
    verdicts.put(ConditionType.SERVICE_READY, Verdict.no("Last", "fails too"));
    verdicts.put(failing, Verdict.no("Broken", "it is broken"));

    var conditions = decide(List.of(), verdicts, NOW);

    assertThat(state(conditions, ConditionType.READY)).isEqualTo("False/Broken");
    assertThat(Conditions.find(conditions, ConditionType.READY).orElseThrow().getMessage())
        .isEqualTo(failing.id() + ": it is broken");
  }

  @ParameterizedTest
  @EnumSource(
      value = ConditionType.class,
      names = {"BUDGET_AVAILABLE", "SIDECARS_CURRENT"})
  void aSpentBudgetOrAMissedPodMakesNothingUnready(ConditionType failing) {
    var verdicts = allWell();
    verdicts.put(failing, Verdict.no("Broken", "it is broken"));

    assertThat(state(decide(List.of(), verdicts, NOW), ConditionType.READY))
        .isEqualTo("True/Ready");
  }

  @ParameterizedTest
  @CsvSource({"CheckNotPermitted, True/Ready", "SomethingElse, Unknown/SomethingElse"})
  void onlyAForbiddenLookDoesNotHoldReady(String reason, String ready) {
    var verdicts = allWell();
    verdicts.put(ConditionType.MODEL_REACHABLE, Verdict.unknown(reason, "nobody knows"));

    assertThat(state(decide(List.of(), verdicts, NOW), ConditionType.READY)).isEqualTo(ready);
  }

  @Test
  void whatIsNotDecidedYetIsUnknown() {
    var verdicts = allWell();
    verdicts.remove(ConditionType.PRICED);

    assertThat(state(decide(List.of(), verdicts, NOW), ConditionType.READY))
        .isEqualTo("Unknown/Reconciling");
  }

  @ParameterizedTest
  @CsvSource({
    "true,  14m59s, True/Fine",
    "true,  15m,    Unknown/AwsUnavailable",
    "false, 14m59s, False/Broken",
    "false, 15m,    Unknown/AwsUnavailable",
  })
  void aPassingFailureKeepsTheLastStateForAQuarterOfAnHour(
      boolean well, String away, String expected) {
    var verdicts = allWell();
    verdicts.put(
        ConditionType.ROLE_ASSUMABLE,
        well ? Verdict.yes("Fine", "all is well") : Verdict.no("Broken", "it is broken"));
    var before = decide(List.of(), verdicts, NOW);
    verdicts.put(ConditionType.ROLE_ASSUMABLE, Verdict.passing("AWS is away"));

    var after =
        new Conditions(before, 8, NOW.plus(Duration.parse("PT" + away)))
            .of(verdicts, Map.of(ConditionType.ROLE_ASSUMABLE, NOW));

    assertThat(state(after, ConditionType.ROLE_ASSUMABLE)).isEqualTo(expected);
  }

  @Test
  void aPassingFailureOfANewEndpointIsUnknownAtOnce() {
    var verdicts = allWell();
    verdicts.put(ConditionType.ROLE_ASSUMABLE, Verdict.passing("AWS is away"));

    var conditions = decide(List.of(), verdicts, NOW);

    assertThat(state(conditions, ConditionType.READY)).isEqualTo("Unknown/AwsUnavailable");
  }

  @Test
  void theTimeOfTransitionChangesWithTheStatusAlone() {
    var verdicts = allWell();
    var first = decide(List.of(), verdicts, NOW);
    verdicts.put(ConditionType.PRICED, Verdict.yes("Other", "another reason"));
    var second = decide(first, verdicts, NOW.plusSeconds(60));
    verdicts.put(ConditionType.PRICED, Verdict.no("Broken", "it is broken"));
    var third = decide(second, verdicts, NOW.plusSeconds(120));

    assertThat(Conditions.find(second, ConditionType.PRICED).orElseThrow())
        .satisfies(
            each -> {
              assertThat(each.getReason()).isEqualTo("Other");
              assertThat(each.getLastTransitionTime()).isEqualTo("2026-03-10T12:00:00Z");
              assertThat(each.getObservedGeneration()).isEqualTo(7);
            });
    assertThat(Conditions.find(third, ConditionType.PRICED).orElseThrow().getLastTransitionTime())
        .isEqualTo("2026-03-10T12:02:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "DENIED,      FALSE,   AccessDenied",
    "NOT_FOUND,   FALSE,   AccessDenied",
    "INVALID,     FALSE,   InvalidRoleArn",
    "NO_IDENTITY, FALSE,   NoOperatorIdentity",
    "PASSING,     PASSING, AwsUnavailable",
    "BUSY,        PASSING, AwsUnavailable",
    "QUOTA,       PASSING, AwsUnavailable",
  })
  void whatStsSaysHasAReason(AwsFailure.Kind kind, Verdict.State state, String reason) {
    var verdict = RoleStep.refused(new AwsFailure(kind, "Code", "Code: as STS says"));

    assertThat(verdict.state()).isEqualTo(state);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.message()).contains("as STS says");
  }
}
