package ai.kernelpanic09.e2e.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The sequence of faults that a seed stands for: shuffled decks of all kinds, so that no kind is
 * missing in a short run or rare in a long one.
 */
final class Plan {

  private static final int PICKS = 1_000;

  static List<Fault> of(long seed, int count) {
    var random = new Random(seed);
    var faults = new ArrayList<Fault>(count);
    var deck = new ArrayDeque<FaultKind>();
    while (faults.size() < count) {
      if (deck.isEmpty()) {
        shuffle(deck, random);
      }
      faults.add(
          new Fault(
              faults.size() + 1,
              deck.remove(),
              random.nextInt(PICKS),
              Duration.ofMillis(1_000 + random.nextInt(5_000)),
              Duration.ofMillis(500 + random.nextInt(3_000))));
    }
    return faults;
  }

  private static void shuffle(Deque<FaultKind> deck, Random random) {
    var first = new ArrayList<>(List.of(FaultKind.values()));
    var more = new ArrayList<FaultKind>();
    for (var kind : FaultKind.values()) {
      more.addAll(Collections.nCopies(kind.cards() - 1, kind));
    }
    Collections.shuffle(first, random);
    Collections.shuffle(more, random);
    deck.addAll(first);
    deck.addAll(more);
  }

  private Plan() {}
}
