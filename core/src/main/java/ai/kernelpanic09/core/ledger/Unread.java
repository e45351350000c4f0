package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a day that can't be read. Their lines stay as they are until the day is closed for
 * good, and their dollars count as leased.
 *
 * @param counted dollars that count as leased though no readable lease accounts for them
 * @param lines the lines as they stand in the status
 */
public record Unread(Money counted, List<String> lines) {

  public Unread {
    lines = List.copyOf(lines);
  }

  /** The holder that a line is about; empty when the line does not begin with a valid name. */
  static String holder(String line) {
    var end = line.indexOf(' ');
    var first = end < 0 ? line : line.substring(0, end);
    return LineNames.isValid(first) ? first : "";
  }

  /** Whether one of the lines is about this holder, which is then granted nothing. */
  boolean isAbout(String holder) {
    return lines.stream().anyMatch(line -> holder(line).equals(holder));
  }

  /**
   * Adds to {@code leases} the leases of {@code seen} with which a person has replaced unreadable
   * lines.
   *
   * @param seen the same day as the status shows it now
   * @return the lines that still can't be read; null when none are left and nothing counts for them
   */
  @Nullable Unread mended(Day seen, LeaseTable leases) {
    var gone = new ArrayList<>(lines);
    var still = new ArrayList<String>();
    for (var line : seen.unread() == null ? List.<String>of() : seen.unread().lines()) {
      if (gone.remove(line)) {
        still.add(line);
      }
    }
    var rest = counted;
    for (var lease : seen.leases()) {
      if (!gone.isEmpty()
          && lease.out().isPositive()
          && leases.find(lease.holder(), lease.incarnation()) == null) {
        leases.put(lease);
        rest = rest.minus(lease.out()).max(Money.ZERO);
        gone.removeFirst();
      }
    }
    return rest.isZero() && still.isEmpty() ? null : new Unread(rest, still);
  }
}
