package ai.kernelpanic09.api.condition;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.resolve.ModelObstacle;
import ai.kernelpanic09.core.sync.NotServed;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every condition, reason and Event has all the texts that people read. */
class CatalogueTest {

  private static final String WORD = "[A-Z][A-Za-z]+";
  private static final String SENTENCE = "(?s)[A-Z0-9`].*[.]";

  static Stream<DocumentedReason> reasons() {
    return Stream.concat(
        Arrays.stream(ConditionReason.values()), Arrays.stream(EventReason.values()));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aReasonIsAWordWithItsMeaningAndItsFix(DocumentedReason reason) {
    assertThat(reason.id()).matches(WORD);
    assertThat(reason.meaning()).matches(SENTENCE);
    assertThat(reason.fix()).matches(SENTENCE);
  }

  @Test
  void noReasonIsThereTwice() {
    assertThat(reasons().map(DocumentedReason::id)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void aTypeIsAWordWithItsMeaningKindsAndReasons(ConditionType type) {
    assertThat(type.id()).matches(WORD);
    assertThat(type.meaning()).matches(SENTENCE);
    assertThat(type.kinds()).isNotEmpty();
    assertThat(type.reasons()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aReasonBelongsToAConditionAndIsFoundByItsWord(ConditionReason reason) {
    assertThat(reason.types()).isNotEmpty();
    assertThat(ConditionReason.byId(reason.id())).contains(reason);
  }

  @Test
  void answersOfSyncsUseTheCataloguesWords() {
    assertThat(ConditionReason.values())
        .extracting(ConditionReason::id)
        .contains(NotServed.ENDPOINT_NOT_FOUND.reason(), NotServed.NO_CREDENTIALS.reason());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsInTheWayOfAModelIsAReasonOfModelReachable(ModelObstacle obstacle) {
    assertThat(ConditionReason.byId(obstacle.reason()))
        .hasValueSatisfying(
            reason -> assertThat(reason.types()).contains(ConditionType.MODEL_REACHABLE));
  }
}
