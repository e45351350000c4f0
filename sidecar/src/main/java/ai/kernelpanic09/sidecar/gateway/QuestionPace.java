package ai.kernelpanic09.sidecar.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often sources make the gateway ask the operator, which hears only so many questions of
 * one holder, the gateway's own syncs among them. Each source has an allowance of its own; those of
 * which none was let in yet have one together too, so that they leave enough to the others. Owned
 * by the event loop.
 */
final class QuestionPace {

  /** A caller of this many endpoints may ask for all of them at once. */
  static final int SOURCE_BURST = 50;

  private static final int SOURCE_PER_SECOND = 5;

  /** Less than half of what the operator hears of one holder. */
  static final int STRANGERS_BURST = 60;

  private static final int STRANGERS_PER_SECOND = 10;
  private static final int MAX_SOURCES = 10_000;

  private final Map<String, Allowance> sources =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  private final Allowance strangers;

  QuestionPace(long nowNanos) {
    strangers = new Allowance(STRANGERS_BURST, STRANGERS_PER_SECOND, nowNanos);
  }

  /**
   * Takes one question, unless there were too many.
   *
   * @param source where a request comes from
   * @param known whether a caller from there was let in before
   */
  boolean take(String source, boolean known, long nowNanos) {
    var own =
        sources.computeIfAbsent(
            source, key -> new Allowance(SOURCE_BURST, SOURCE_PER_SECOND, nowNanos));
    return own.isOpen(nowNanos) && (known || strangers.take(nowNanos)) && own.take(nowNanos);
  }

  /** A bucket of questions that fills itself again. */
  private static final class Allowance {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int burst;
    private final int perSecond;
    private double left;
    private long atNanos;

    Allowance(int burst, int perSecond, long nowNanos) {
      this.burst = burst;
      this.perSecond = perSecond;
      left = burst;
      atNanos = nowNanos;
    }

    boolean isOpen(long nowNanos) {
      var gained = Math.max(0, nowNanos - atNanos) * perSecond / NANOS_PER_SECOND;
      left = Math.min(burst, left + gained);
      atNanos = nowNanos;
      return left >= 1;
    }

    boolean take(long nowNanos) {
      var open = isOpen(nowNanos);
      left -= open ? 1 : 0;
      return open;
    }
  }
}
