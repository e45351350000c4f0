package ai.kernelpanic09.operator.connection;

import ai.kernelpanic09.core.pace.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how often strangers open connections to a port, each of which costs a TLS handshake before
 * anybody knows whose it is. Each address has an allowance of its own, so that whoever comes new is
 * served while others come without end; what goes beyond it, such as the pods behind a translated
 * address, comes out of one that all addresses share. Its methods may be called on any thread.
 */
public final class ConnectionPace {

  /**
   * The bounds.
   *
   * @param burst connections of one address at once
   * @param perSecond connections of one address in the long run
   * @param sharedBurst connections at once beyond those, of all addresses together
   * @param sharedPerSecond connections beyond those in the long run, of all addresses together
   */
  public record Limits(int burst, double perSecond, int sharedBurst, double sharedPerSecond) {}

  private static final int MAX_ADDRESSES = 20_000;

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final TokenBucket shared;
  private final Map<String, TokenBucket> byAddress =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public ConnectionPace(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    shared = new TokenBucket(limits.sharedBurst(), limits.sharedPerSecond(), nanoTime.getAsLong());
  }

  /** Takes one connection of an address, unless there were too many. */
  public synchronized boolean take(String address) {
    var now = nanoTime.getAsLong();
    var own =
        byAddress.computeIfAbsent(
            address, key -> new TokenBucket(limits.burst(), limits.perSecond(), now));
    return own.take(now) || shared.take(now);
  }
}
