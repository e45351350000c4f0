package ai.kernelpanic09.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.resolve.ModelReader.Agreement;
import ai.kernelpanic09.core.resolve.ModelReader.Availability;
import org.junit.jupiter.api.Test;

class AccessGapTest {

  private static String message(Agreement agreement, boolean authorized, String model) {
    return AccessGap.of(
            new Availability(agreement, null, authorized, true, true), "123456789012", model)
        .orElseThrow()
        .message();
  }

  @Test
  void onlyAnthropicWantsTheUseCase() {
    for (var agreement : new Agreement[] {Agreement.NOT_AVAILABLE, Agreement.AVAILABLE}) {
      assertThat(message(agreement, false, "anthropic.claude-3-haiku-20240307-v1:0"))
          .contains("PutUseCaseForModelAccess");
      assertThat(message(agreement, false, "amazon.nova-micro-v1:0"))
          .doesNotContain("PutUseCaseForModelAccess");
    }
  }

  @Test
  void whoHasEverythingLacksNothing() {
    assertThat(
            AccessGap.of(
                new Availability(Agreement.AVAILABLE, null, true, true, true), "1", "a.model"))
        .isEmpty();
  }

  @Test
  void aWordThatIsNotKnownIsNoAgreement() {
    assertThat(Agreement.of("SIGNED_BY_ALL")).isEqualTo(Agreement.NOT_AVAILABLE);
    assertThat(Agreement.of(null)).isEqualTo(Agreement.NOT_AVAILABLE);
  }
}
