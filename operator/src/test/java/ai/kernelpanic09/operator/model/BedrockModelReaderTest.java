package ai.kernelpanic09.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.resolve.ModelUnseenException;
import ai.kernelpanic09.core.resolve.ModelUnseenException.Reason;
import ai.kernelpanic09.operator.aws.AwsFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a failed request about a model means to the resolver. */
class BedrockModelReaderTest {

  private static AwsFailure failure(AwsFailure.Kind kind) {
    return new AwsFailure(kind, kind.name(), "as told");
  }

  @ParameterizedTest
  @CsvSource({"DENIED, NOT_PERMITTED", "NOT_FOUND, NOT_FOUND", "INVALID, NOT_FOUND"})
  void anAnswerAboutTheModelIsToldAsSuch(AwsFailure.Kind kind, Reason reason) {
    assertThat(BedrockModelReader.meaning(failure(kind)))
        .isInstanceOfSatisfying(
            ModelUnseenException.class, unseen -> assertThat(unseen.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @EnumSource(
      value = AwsFailure.Kind.class,
      names = {"PASSING", "BUSY", "QUOTA", "NO_IDENTITY"})
  void aFailureThatSaysNothingOfTheModelIsPassedOn(AwsFailure.Kind kind) {
    var failure = failure(kind);

    assertThat(BedrockModelReader.meaning(failure)).isSameAs(failure);
  }
}
