package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood of reviews is waited for by its sender. */
class ReviewQueueTest {

  private final ReviewQueue<String> queue = new ReviewQueue<>(16, 400);

  /** Adds reviews, and returns how many were refused, whosever. */
  private int addAll(String sender, int count) {
    var refused = 0;
    for (var i = 0; i < count; i++) {
      refused += queue.add(sender, sender).isPresent() ? 1 : 0;
    }
    return refused;
  }

  /** The senders of what begins to run. */
  private List<String> begin() {
    var begun = new ArrayList<String>();
    for (var turn = queue.next(); turn.isPresent(); turn = queue.next()) {
      begun.add(turn.get().sender());
    }
    return begun;
  }

  @Test
  void oneSenderRunsHalfAtATime() {
    assertThat(addAll("flood", 10_000)).isEqualTo(9_600);

    assertThat(begin()).hasSize(8).containsOnly("flood");
  }

  @Test
  void whoeverHasMostWaitingLosesItToTheNext() {
    addAll("flood", 400);

    assertThat(queue.add("api-server", "api-server")).contains("flood");
    assertThat(queue.add("flood", "flood")).contains("flood");
  }

  @Test
  void twentyFloodsLeaveTheNextSenderAPlaceAndATurn() {
    for (var i = 0; i < 20; i++) {
      addAll("flood-" + i, 1_000);
    }
    var order = begin();
    addAll("flood-0", 1_000);
    assertThat(queue.add("api-server", "api-server").orElse("")).startsWith("flood");

    for (var ended = 0; !order.contains("api-server"); ended++) {
      queue.ended(order.get(ended));
      order.addAll(begin());
    }

    assertThat(order).as("reviews up to its own").hasSizeLessThanOrEqualTo(16 + 20 + 1);
  }

  @Test
  void whatRunsMakesRoomForWhatWaits() {
    addAll("a", 3);
    assertThat(begin()).hasSize(3);
    assertThat(begin()).isEmpty();
    for (var i = 0; i < 3; i++) {
      queue.ended("a");
    }

    assertThat(addAll("a", 400)).isZero();
    assertThat(begin()).hasSize(8);
  }
}
