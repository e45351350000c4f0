package ai.kernelpanic09.sidecar.metrics;

import ai.kernelpanic09.core.pace.TokenBucket;
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

  private final Supplier<String> scrape;
  private final LongSupplier nanoTime;
  private final TokenBucket scrapes;
  private String last = "";

  PacedScrape(Supplier<String> scrape, LongSupplier nanoTime) {
    this.scrape = scrape;
    this.nanoTime = nanoTime;
    scrapes = new TokenBucket(BURST, PER_SECOND, nanoTime.getAsLong());
  }

  @Override
  public String get() {
    if (scrapes.take(nanoTime.getAsLong())) {
      last = scrape.get();
    }
    return last;
  }
}
