package ai.kernelpanic09.sidecar.gateway;

import ai.kernelpanic09.core.pace.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often sources make the gateway ask the operator, which hears only so many questions of
 * one holder, the gateway's own syncs among them. Each source has an allowance of its own; those of
 * which none was let in yet have one together too, so that they leave enough to the others. Beside
 * it they have one for the first few questions of each, so that a caller that has just come is
 * heard while others ask without end. Owned by the event loop.
 */
final class QuestionPace {

  /** A caller of this many endpoints may ask for all of them at once. */
  static final int SOURCE_BURST = 50;

  private static final double SOURCE_PER_SECOND = 5;

  /** With the first questions, less than half of what the operator hears of one holder. */
  static final int STRANGERS_BURST = 60;

  private static final double STRANGERS_PER_SECOND = 10;

  /** The first questions of a source, and again after a while. */
  static final int FIRST_OF_SOURCE = 3;

  private static final double FIRST_OF_SOURCE_PER_SECOND = 0.05;

  /** The first questions of all strangers together. */
  static final int FIRST_BURST = 100;

  private static final double FIRST_PER_SECOND = 10;
  private static final int MAX_SOURCES = 10_000;

  private final Map<String, Source> sources =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  private final TokenBucket strangers;
  private final TokenBucket firsts;

  /** What one source may ask, and how many of its questions count as its first. */
  private record Source(TokenBucket all, TokenBucket first) {
    static Source at(long nowNanos) {
      return new Source(
          new TokenBucket(SOURCE_BURST, SOURCE_PER_SECOND, nowNanos),
          new TokenBucket(FIRST_OF_SOURCE, FIRST_OF_SOURCE_PER_SECOND, nowNanos));
    }
  }

  QuestionPace(long nowNanos) {
    strangers = new TokenBucket(STRANGERS_BURST, STRANGERS_PER_SECOND, nowNanos);
    firsts = new TokenBucket(FIRST_BURST, FIRST_PER_SECOND, nowNanos);
  }

  /**
   * Takes one question, unless there were too many.
   *
   * @param source where a request comes from
   * @param known whether a caller from there was let in before
   */
  boolean take(String source, boolean known, long nowNanos) {
    var own = sources.computeIfAbsent(source, key -> Source.at(nowNanos));
    return own.all.isOpen(nowNanos) && (known || isHeard(own, nowNanos)) && own.all.take(nowNanos);
  }

  /** Takes a stranger's question of what strangers may ask. */
  private boolean isHeard(Source own, long nowNanos) {
    return strangers.take(nowNanos)
        || (own.first.isOpen(nowNanos) && firsts.take(nowNanos) && own.first.take(nowNanos));
  }
}
