package ai.kernelpanic09.operator.status;

import static ai.kernelpanic09.operator.status.ConditionState.Status.FALSE;
import static ai.kernelpanic09.operator.status.ConditionState.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionSet.Transition;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionSetTest {

  private static final Instant FIRST = Instant.parse("2026-03-10T12:00:00.700Z");
  private static final Instant LATER = Instant.parse("2026-03-10T12:01:00Z");

  private static ConditionState state(
      ConditionState.Status status, ConditionReason reason, String message) {
    return new ConditionState(status, reason, message);
  }

  private static List<Condition> synced(
      List<Condition> before, long generation, Instant now, ConditionState state) {
    return ConditionSet.after(before, generation, now)
        .set(ConditionType.SYNCED, state)
        .conditions();
  }

  @ParameterizedTest
  @CsvSource({
    // status, reason, message → time, told
    "TRUE,    SYNCED,    in force,  2026-03-10T12:00:00Z, false",
    "TRUE,    SYNCED,    otherwise, 2026-03-10T12:00:00Z, false",
    "TRUE,    NOT_USED,  in force,  2026-03-10T12:00:00Z, true",
    "FALSE,   INVALID,   in force,  2026-03-10T12:01:00Z, true",
    "UNKNOWN, SYNCED,    in force,  2026-03-10T12:01:00Z, true",
  })
  void aTransitionIsAnotherStatusAndIsToldIfTheReasonIsAnotherToo(
      ConditionState.Status status,
      ConditionReason reason,
      String message,
      String since,
      boolean told) {
    var before = synced(List.of(), 1, FIRST, state(TRUE, ConditionReason.SYNCED, "in force"));

    var after = synced(before, 2, LATER, state(status, reason, message));

    assertThat(after)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getType()).isEqualTo("Synced");
              assertThat(each.getStatus()).isEqualTo(status.text());
              assertThat(each.getReason()).isEqualTo(reason.id());
              assertThat(each.getMessage()).isEqualTo(message);
              assertThat(each.getObservedGeneration()).isEqualTo(2);
              assertThat(each.getLastTransitionTime()).isEqualTo(since);
            });
    assertThat(ConditionSet.transitions(before, after)).hasSize(told ? 1 : 0);
    assertThat(ConditionSet.transitions(after, after)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TRUE, false", "FALSE, true", "UNKNOWN, false"})
  void aFirstStateIsNewsWhenItIsFalse(ConditionState.Status status, boolean news) {
    var after = synced(List.of(), 1, FIRST, state(status, ConditionReason.SYNCING, "new"));

    assertThat(ConditionSet.transitions(List.of(), after))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.first()).isTrue();
              assertThat(each.isNews()).isEqualTo(news);
              assertThat(each.isTrue()).isEqualTo(status == TRUE);
              assertThat(each.isOf(ConditionType.SYNCED)).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "TRUE,  TRUE,  True/Ready: all is well",
    "FALSE, TRUE,  False/SyntaxError: Parsed: of Parsed",
    "TRUE,  FALSE, False/EndpointNotFound: EndpointFound: of EndpointFound",
    "FALSE, FALSE, False/SyntaxError: Parsed: of Parsed",
    "TRUE,  ,      Unknown/Reconciling: EndpointFound is not decided yet",
    "UNKNOWN, TRUE,  Unknown/SyntaxError: Parsed: of Parsed",
  })
  void readyFollowsFromTheFirstThatDoesNotHold(
      ConditionState.Status parsed, ConditionState.@Nullable Status found, String ready) {
    var needed = List.of(ConditionType.PARSED, ConditionType.ENDPOINT_FOUND);
    var set = ConditionSet.after(List.of(), 1L, FIRST);
    set.set(ConditionType.PARSED, state(parsed, ConditionReason.SYNTAX_ERROR, "of Parsed"));
    if (found != null) {
      set.set(
          ConditionType.ENDPOINT_FOUND,
          state(found, ConditionReason.ENDPOINT_NOT_FOUND, "of EndpointFound"));
    }

    var conditions =
        set.deriveReady(needed, true, state(TRUE, ConditionReason.READY, "all is well"))
            .conditions();

    assertThat(conditions).last().extracting(ConditionSetTest::text).isEqualTo(ready);
  }

  private static String text(Condition condition) {
    return condition.getStatus() + "/" + condition.getReason() + ": " + condition.getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-10T12:01:01Z, True/Assumed: well",
    "2026-03-10T12:01:00Z, Unknown/AwsUnavailable: away",
  })
  void aStateIsKeptUntilItsTime(Instant until, String expected) {
    var before =
        ConditionSet.after(List.of(), 1L, FIRST)
            .set(ConditionType.ROLE_ASSUMABLE, state(TRUE, ConditionReason.ASSUMED, "well"))
            .conditions();
    var away = ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, "away");

    var after =
        ConditionSet.after(before, 1L, LATER)
            .keepUntil(until, ConditionType.ROLE_ASSUMABLE, away)
            .conditions();
    var first =
        ConditionSet.after(List.of(), 1L, LATER)
            .keepUntil(until, ConditionType.ROLE_ASSUMABLE, away)
            .conditions();

    assertThat(after).extracting(ConditionSetTest::text).containsExactly(expected);
    assertThat(first)
        .extracting(ConditionSetTest::text)
        .containsExactly("Unknown/AwsUnavailable: away");
  }

  @Test
  void amendingKeepsTheOtherConditionsAsTheyAre() {
    var before =
        ConditionSet.after(List.of(), 1L, FIRST)
            .set(ConditionType.PARSED, state(TRUE, ConditionReason.PARSED, "fine"))
            .set(ConditionType.READY, state(TRUE, ConditionReason.READY, "fine"))
            .conditions();

    var after =
        ConditionSet.amending(before, 2L, LATER)
            .set(ConditionType.READY, state(FALSE, ConditionReason.INTERNAL_ERROR, "broken"))
            .conditions();

    assertThat(after).extracting(Condition::getType).containsExactly("Parsed", "Ready");
    assertThat(after.getFirst()).isEqualTo(before.getFirst());
    assertThat(ConditionSet.transitions(before, after))
        .extracting(Transition::condition)
        .containsExactly(after.getLast());
  }

  @Test
  void aReasonThatTheCatalogueDoesNotGiveTheTypeIsAMistake() {
    var set = ConditionSet.after(List.of(), 1L, FIRST);

    assertThatThrownBy(
            () -> set.set(ConditionType.PRICED, state(TRUE, ConditionReason.OWNED, "a Service")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Owned is not declared as a reason of Priced");
  }

  @Test
  void whatIsAppliedHasANameAndAStatusAndNothingElse() {
    var policy = new GuardrailPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName("pii").withUid("u").withResourceVersion("7").build());
    var status = new GuardrailPolicyStatus(1L, List.of(), null, null, null, null);

    var patch = StatusPatch.of(policy, new GuardrailPolicy(), status);

    assertThat(patch.getMetadata()).isEqualTo(new ObjectMetaBuilder().withName("pii").build());
    assertThat(patch.getStatus()).isEqualTo(status);
    assertThat(patch.getSpec()).isNull();
  }
}
