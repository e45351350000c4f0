package ai.kernelpanic09.core.price.refresh;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The changes and problems that a person has to review before new prices are written. */
final class Diff {

  /** A price that has changed; {@code old} is {@code -} where none was known. */
  record Change(List<String> key, String kind, String old, String price, String source) {

    String mark() {
      if (old.equals(TableText.NONE)) {
        return "new";
      }
      return new BigDecimal(price).compareTo(new BigDecimal(old)) < 0 ? "LOWER" : "higher";
    }
  }

  private static final Pattern THRESHOLD = Pattern.compile("[0-9]+");

  private final List<String> rows = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> notStated = new ArrayList<>();
  private final Map<String, TreeSet<String>> unmatched = new TreeMap<>();

  void changed(List<Change> changes, LocalDate start) {
    for (var each : changes) {
      rows.add(
          String.format(
              "| %s | %s | %s | %s | %s | %s | %s |",
              name(each.key()),
              each.kind(),
              each.old(),
              each.price(),
              each.mark(),
              start,
              each.source()));
    }
  }

  void refused(List<String> key, Kind kind, String why) {
    refused(name(key) + " " + kind.name().toLowerCase(Locale.ROOT), why);
  }

  void refused(String what, String why) {
    refused.add(what + ": " + why);
  }

  void notStated(List<String> key, Kind kind, String old) {
    notStated.add(name(key) + " " + kind.name().toLowerCase(Locale.ROOT) + ", now " + old);
  }

  /** A row as people read it. */
  private static String name(List<String> key) {
    return key.stream()
        .filter(column -> !column.equals(TableText.NONE) && !column.equals("default"))
        .map(column -> THRESHOLD.matcher(column).matches() ? ">" + column : column)
        .collect(Collectors.joining(" "));
  }

  void unmatched(String why, String model) {
    unmatched.computeIfAbsent(why, key -> new TreeSet<>()).add(model);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (!rows.isEmpty()) {
      text.append("| row | price | old | new | | from | source |\n|---|---|---|---|---|---|---|\n");
      rows.forEach(each -> text.append(each).append('\n'));
    } else {
      text.append("No price has changed.\n");
    }
    list(text, "REFUSED, left as they are", refused);
    list(text, "REMOVED from the price list, left as they are", notStated);
    unmatched.forEach((why, names) -> list(text, "Models " + why + ", left alone", names));
    return text.toString();
  }

  private static void list(StringBuilder text, String title, Iterable<String> lines) {
    if (lines.iterator().hasNext()) {
      text.append('\n').append(title).append(":\n");
      lines.forEach(each -> text.append("  ").append(each).append('\n'));
    }
  }
}
