package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.List;

/**
 * What of a window's leases can't be read. It is kept as it stands until the window closes for
 * good, and counts as leased.
 *
 * @param counted dollars that count as in the hands of holders though no lease says so
 * @param lines the lines as they stand in the status
 */
public record Unread(Money counted, List<String> lines) {

  public Unread {
    lines = List.copyOf(lines);
  }

  /** The holder that a line is about; empty when the line does not even tell that. */
  static String holder(String line) {
    var end = line.indexOf(' ');
    var first = end < 0 ? line : line.substring(0, end);
    return Words.isWord(first) ? first : "";
  }

  /** Whether one of the lines is about this holder: it is granted nothing then. */
  boolean isAbout(String holder) {
    return lines.stream().anyMatch(line -> holder(line).equals(holder));
  }
}
