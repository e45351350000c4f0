package ai.kernelpanic09.cli.bill;

import java.util.Comparator;

/**
 * A day of an endpoint.
 *
 * @param day such as {@code 2026-11-22}
 * @param endpoint {@code namespace/name}; empty for all that is not ours, or not told
 */
record DayKey(String day, String endpoint) implements Comparable<DayKey> {

  private static final Comparator<DayKey> ORDER =
      Comparator.comparing(DayKey::day).thenComparing(DayKey::endpoint);

  /** By day, and within it by endpoint. */
  @Override
  public int compareTo(DayKey other) {
    return ORDER.compare(this, other);
  }

  boolean isOurs() {
    return !endpoint.isEmpty();
  }
}
