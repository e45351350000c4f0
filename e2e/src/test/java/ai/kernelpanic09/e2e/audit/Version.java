package ai.kernelpanic09.e2e.audit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A version in Maven's order: numbers by value, then qualifiers (alpha, beta, milestone, rc,
 * snapshot, none, sp, any other), and a missing part counts as 0 or none: {@code 4.2.18.Final} is
 * {@code 4.2.18}.
 *
 * @see <a href="https://maven.apache.org/pom.html#version-order-specification">Version Order</a>
 */
record Version(String text) implements Comparable<Version> {

  private static final Pattern PART = Pattern.compile("[0-9]+|[a-z]+");
  private static final Map<String, String> SHORT =
      Map.of(
          "a",
          "alpha",
          "b",
          "beta",
          "m",
          "milestone",
          "cr",
          "rc",
          "ga",
          "",
          "final",
          "",
          "release",
          "");
  private static final List<String> QUALIFIERS =
      List.of("alpha", "beta", "milestone", "rc", "snapshot", "", "sp");

  @Override
  public int compareTo(Version other) {
    var mine = parts();
    var theirs = other.parts();
    for (var i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
      var order = compare(part(mine, i), part(theirs, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private List<String> parts() {
    var parts = new ArrayList<String>();
    var matcher = PART.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      var part = SHORT.getOrDefault(matcher.group(), matcher.group());
      if (!isNumber(part)) {
        dropZeros(parts);
      }
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    dropZeros(parts);
    return parts;
  }

  /** Zeros at the end and before a qualifier have no meaning: 2.0.0.RC1 is 2-RC1. */
  private static void dropZeros(List<String> parts) {
    while (!parts.isEmpty() && isNumber(parts.getLast()) && number(parts.getLast()).signum() == 0) {
      parts.removeLast();
    }
  }

  private static String part(List<String> parts, int i) {
    return i < parts.size() ? parts.get(i) : "";
  }

  private static int compare(String a, String b) {
    var numbers = isNumber(a) || isNumber(b);
    if (numbers && (isNumber(a) || a.isEmpty()) && (isNumber(b) || b.isEmpty())) {
      return number(a).compareTo(number(b));
    }
    if (numbers) {
      return isNumber(a) ? 1 : -1;
    }
    var order = Integer.compare(rank(a), rank(b));
    return order != 0 ? order : a.compareTo(b);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && Character.isDigit(part.charAt(0));
  }

  private static BigInteger number(String part) {
    return part.isEmpty() ? BigInteger.ZERO : new BigInteger(part);
  }

  private static int rank(String qualifier) {
    var known = QUALIFIERS.indexOf(qualifier);
    return known < 0 ? QUALIFIERS.size() : known;
  }

  @Override
  public String toString() {
    return text;
  }
}
