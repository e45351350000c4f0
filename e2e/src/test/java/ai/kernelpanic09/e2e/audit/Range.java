package ai.kernelpanic09.e2e.audit;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of versions, as Maven writes it: {@code [2.19,2.21.8)}, {@code (,4.5.22)}, {@code
 * [5.0.0,5.0.4]}, {@code [3.0,)}. An empty bound is no bound.
 */
record Range(String from, String to, boolean toIncluded) {

  private static final Pattern FORM = Pattern.compile("([\\[(])([^,\\s]*),([^,\\s]*)([])])");

  /** Reads ranges that are separated by blanks. */
  static List<Range> readAll(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1)).map(Range::read).toList();
  }

  private static Range read(String text) {
    var form = FORM.matcher(text);
    // A bound that is missing by mistake must not count as "all versions".
    if (!form.matches() || "(".equals(form.group(1)) != form.group(2).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no range such as [2.19,2.21.8), (,4.5.22) or [5.0.0,5.0.4]");
    }
    return new Range(form.group(2), form.group(3), "]".equals(form.group(4)));
  }

  boolean contains(Version version) {
    if (!from.isEmpty() && version.compareTo(new Version(from)) < 0) {
      return false;
    }
    var toEnd = to.isEmpty() ? -1 : version.compareTo(new Version(to));
    return toEnd < 0 || (toEnd == 0 && toIncluded);
  }

  @Override
  public String toString() {
    return (from.isEmpty() ? "(" : "[") + from + "," + to + (toIncluded ? "]" : ")");
  }
}
