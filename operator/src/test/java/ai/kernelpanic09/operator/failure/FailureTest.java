package ai.kernelpanic09.operator.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.condition.ConditionReason;
import com.fasterxml.jackson.core.JsonParseException;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

  private static final String SECRET = "ASIAQUJCREVGR0hJSktM/secret";

  static Stream<Throwable> mistakes() {
    return Stream.of(
        new IllegalArgumentException("bad header: " + SECRET),
        new IllegalStateException(new NullPointerException(SECRET)),
        new IllegalStateException(SECRET, new StackOverflowError(SECRET)),
        // What the client throws when it can't read an object: it has no code, as when nothing
        // answers.
        new KubernetesClientException(
            "can't read", new JsonParseException(null, "unexpected token '" + SECRET + "'")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeOfOursIsToldByItsKindAndPlaceAndNeverByItsText(Throwable mistake) {
    var failure = Failure.of(mistake);

    assertThat(failure.reason()).isEqualTo(ConditionReason.INTERNAL_ERROR);
    assertThat(failure.passing()).isFalse();
    assertThat(failure.message())
        .doesNotContain(SECRET)
        .contains(root(mistake).getClass().getSimpleName(), "FailureTest.mistakes")
        .hasSizeLessThan(500);
  }

  private static Throwable root(Throwable each) {
    return each.getCause() == null ? each : root(each.getCause());
  }

  @Test
  void aTypeOrPlaceOfAnyLengthIsCut() {
    var mistake = new IllegalStateException();
    mistake.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("ai.kernelpanic09." + "A".repeat(9_000), "b", "c", 1)
        });

    assertThat(Failure.of(mistake).message()).hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void anApiServerThatDoesNotAnswerIsAway() {
    assertThat(Failure.of(new KubernetesClientException("down", new IOException("reset"))))
        .isEqualTo(new Failure(ConditionReason.API_SERVER_UNAVAILABLE, "down", true));
  }

  @Test
  void aRefusalIsToldInTheApiServersWords() {
    var refused =
        new KubernetesClientException(
            "Failure executing: PATCH at: …",
            403,
            new StatusBuilder().withCode(403).withMessage("no room").build());

    assertThat(Failure.of(refused))
        .isEqualTo(new Failure(ConditionReason.API_SERVER_REFUSED, "no room", false));
  }
}
