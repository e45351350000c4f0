package ai.kernelpanic09.sidecar.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallIdTest {

  @Test
  void whatIsSentAgainAfterABookingHasAnotherId() {
    var id = CallId.random(() -> 0x2aL);

    assertThat(id).hasToString("2a");
    id.booked();
    assertThat(id).hasToString("2a-1");
    id.booked();
    assertThat(id).hasToString("2a-2");
  }
}
