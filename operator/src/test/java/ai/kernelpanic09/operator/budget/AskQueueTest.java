package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.budget.AskQueue.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** No holder takes the places of others in the queue. */
class AskQueueTest {

  private static final EndpointName NAME = new EndpointName("ns", "endpoint");

  private final AskQueue queue = new AskQueue();

  private static Waiting ask(String holder, long seq) {
    return new Waiting(
        TestAsks.waiting(NAME, holder, seq, Money.parse("0.01")), new CompletableFuture<>());
  }

  private List<Waiting> take() {
    var batch = new ArrayList<Waiting>();
    queue.fill(batch);
    return batch;
  }

  @Test
  void aHolderThatAsksAThousandTimesHasOnePlaceAndItsLastAskIsServed() {
    var first = ask("greedy", 1);
    queue.offer(first);
    for (var seq = 2; seq <= AskQueue.MAX_QUEUED; seq++) {
      assertThat(queue.offer(ask("greedy", seq))).isTrue();
    }
    assertThat(queue.offer(ask("modest", 1))).isTrue();

    assertThat(take())
        .extracting(each -> each.ask().holder(), each -> each.ask().seq())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("greedy", (long) AskQueue.MAX_QUEUED),
            org.assertj.core.groups.Tuple.tuple("modest", 1L));
    assertThatThrownBy(() -> first.answer().join())
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("a later request of this pod");
  }

  @Test
  void theOthersAreTakenThoughTheFirstInLineHasToWaitForItsAnswer() {
    queue.offer(ask("a", 1));
    var batch = take();
    queue.offer(ask("a", 2));
    queue.offer(ask("b", 1));

    queue.fill(batch);

    assertThat(batch).extracting(each -> each.ask().holder()).containsExactly("a", "b");
    assertThat(take()).extracting(each -> each.ask().seq()).containsExactly(2L);
  }

  @Test
  void tooManyHoldersAreRefusedAndKeepTheirPlaces() {
    for (var i = 0; i < AskQueue.MAX_QUEUED; i++) {
      queue.offer(ask("holder-" + i, 1));
    }

    assertThat(queue.offer(ask("one-more", 1))).isFalse();
    assertThat(queue.offer(ask("holder-7", 2))).isTrue();
    assertThat(take()).hasSize(AskQueue.MAX_QUEUED);
  }

  @Test
  void itHurriesWhileCallsWaitForSomeAnswer() {
    queue.offer(ask("a", 1));
    queue.offer(ask("a", 2));
    var withdrawn = ask("b", 1);
    queue.offer(withdrawn);
    var batch = take();

    withdrawn.answer().cancel(false);
    queue.withdraw(batch);

    assertThat(batch).extracting(each -> each.ask().holder()).containsExactly("a");
    assertThat(queue.isHurried()).isTrue();
    queue.answered(batch);
    assertThat(queue.isHurried()).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }
}
