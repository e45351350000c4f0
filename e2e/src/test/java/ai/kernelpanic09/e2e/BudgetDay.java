package ai.kernelpanic09.e2e;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;

/**
 * The day whose end, at midnight UTC, empties budgets. The simulator's bill knows no days: what is
 * compared with it is spent within one.
 */
public final class BudgetDay {

  private BudgetDay() {}

  /** Waits for the next day if this one ends before something that takes so long. */
  public static void awaitRoomFor(Duration length) {
    var midnight = nextMidnight(Instant.now());
    if (Duration.between(Instant.now(), midnight).compareTo(length) < 0) {
      Awaitility.await("midnight")
          .atMost(length.plusSeconds(5))
          .until(() -> Instant.now().isAfter(midnight));
    }
  }

  private static Instant nextMidnight(Instant now) {
    var tomorrow = now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    return tomorrow.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
