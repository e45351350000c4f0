package ai.kernelpanic09.sidecar.metrics;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The text that Prometheus scrapes. It is made on the event loop that serves calls, for whoever
 * reaches the port: who asks more often than a few times a second gets the one before. Owned by the
 * event loop.
 */
final class PacedScrape implements Supplier<String> {

  /** More than the scrapers of a cluster ask for at once. */
  static final int BURST = 20;

  private static final double PER_SECOND = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<String> scrape;
  private final LongSupplier nanoTime;
  private double left = BURST;
  private long atNanos;
  private String last = "";

  PacedScrape(Supplier<String> scrape, LongSupplier nanoTime) {
    this.scrape = scrape;
    this.nanoTime = nanoTime;
    atNanos = nanoTime.getAsLong();
  }

  @Override
  public String get() {
    var now = nanoTime.getAsLong();
    left = Math.min(BURST, left + (now - atNanos) * PER_SECOND / NANOS_PER_SECOND);
    atNanos = now;
    if (left >= 1) {
      left--;
      last = scrape.get();
    }
    return last;
  }
}
