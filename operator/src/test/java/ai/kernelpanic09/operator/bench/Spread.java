package ai.kernelpanic09.operator.bench;

import java.util.Arrays;
import java.util.Locale;

/** Median, least and most of a few rounds; and percentiles of many samples. */
public final class Spread {

  /** The median, least and most, such as {@code 12.3 (11.9 to 14.0)}. */
  public static String of(String format, double... rounds) {
    var sorted = rounds.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%s (%s to %s)".replace("%s", format),
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  /** The sample below which {@code share} of all samples lie. */
  public static double percentile(long[] samples, double share) {
    if (samples.length == 0) {
      return Double.NaN;
    }
    var sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  private Spread() {}
}
