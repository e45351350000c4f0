package ai.kernelpanic09.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TopSpendersTest {

  private static final String DAY = "2026-11-22";

  @Property(tries = 200)
  void theSumIsExactAndWhoSpendsMostIsNamed(@ForAll long seed) {
    var random = new Random(seed);
    var top = new TopSpenders<PodSpend>(List.of());
    var truth = new HashMap<String, Money>();
    var calls = new HashMap<String, Long>();
    var pods = 1 + random.nextInt(120);
    for (var i = 0; i < 600; i++) {
      var pod = "pod-" + (int) Math.sqrt(random.nextInt(pods * pods));
      var spent = Money.ofNanoDollars(random.nextInt(1_000));
      var inAll = truth.getOrDefault(pod, Money.ZERO).plus(spent);
      var callsInAll = calls.getOrDefault(pod, 0L) + 1;
      truth.put(pod, inAll);
      calls.put(pod, callsInAll);
      top.credit(spend(pod, spent, 1), () -> new TopSpenders.Total(inAll, callsInAll));
    }
    var entries = top.toList();
    assertThat(entries.stream().map(PodSpend::spent).reduce(Money.ZERO, Money::plus))
        .isEqualTo(truth.values().stream().reduce(Money.ZERO, Money::plus));
    assertThat(entries.stream().mapToLong(PodSpend::invocations).sum()).isEqualTo(600);
    assertThat(entries).hasSizeLessThanOrEqualTo(TopSpenders.MAX_NAMED + 1);
    var named = entries.stream().filter(each -> !each.pod().equals(Attributed.OTHER)).toList();
    // Each entry has all that its pod ever spent: a pod that returns takes its earlier spending out
    // of the others'.
    assertThat(named).allMatch(each -> each.spent().equals(truth.get(each.pod())));
    var least = named.stream().map(PodSpend::spent).min(Money::compareTo).orElseThrow();
    truth.forEach(
        (pod, spent) -> {
          if (named.stream().noneMatch(each -> each.pod().equals(pod))) {
            assertThat(spent).isLessThanOrEqualTo(least);
          }
        });
  }

  @Test
  void daysAreApart() {
    var top = new TopSpenders<PodSpend>(List.of());
    top.credit(
        spend("a", Money.ofNanoDollars(5), 1),
        () -> new TopSpenders.Total(Money.ofNanoDollars(5), 1));
    var next = new PodSpend("2026-11-23", "a", "Deployment/app", Money.ofNanoDollars(7), 1);
    top.credit(next, () -> new TopSpenders.Total(Money.ofNanoDollars(7), 1));
    assertThat(top.toList()).hasSize(2);
    top.forget(DAY);
    assertThat(top.toList()).containsExactly(next);
  }

  private static PodSpend spend(String pod, Money spent, long calls) {
    return new PodSpend(DAY, pod, "Deployment/app", spent, calls);
  }
}
