package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.wire.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Account quotas: requests and tokens per minute of each (account, region, model), in a sliding
 * minute. A call reserves its input and its maxTokens; when it is done, only its usage counts.
 * Bedrock's token quota works in the same way.
 */
public final class Quotas {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final List<Limit> limits = new ArrayList<>();
  private final Map<String, ArrayDeque<Entry>> windows = new HashMap<>();

  public Quotas(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A quota; a later one overrides earlier ones.
   *
   * @param account empty for all accounts
   * @param modelId a model or profile id, or * for every one
   * @param requestsPerMinute 0 for none
   * @param tokensPerMinute 0 for none
   */
  public record Limit(
      String account, String modelId, long requestsPerMinute, long tokensPerMinute) {}

  /** One call in a window. */
  static final class Entry {
    private final Instant at;
    private long tokens;

    private Entry(Instant at, long tokens) {
      this.at = at;
      this.tokens = tokens;
    }
  }

  public synchronized void set(Limit limit) {
    limits.addFirst(limit);
  }

  public synchronized void clear() {
    limits.clear();
    windows.clear();
  }

  /**
   * Admits a call.
   *
   * @throws AwsError ThrottlingException
   */
  synchronized Entry admit(String account, String region, Target target, long reservedTokens) {
    var now = clock.instant();
    var entry = new Entry(now, reservedTokens);
    var limit =
        limits.stream()
            .filter(l -> l.account().isEmpty() || l.account().equals(account))
            .filter(
                l ->
                    l.modelId().equals("*")
                        || l.modelId().equals(target.model().id())
                        || l.modelId().equals(target.priceKey()))
            .findFirst();
    if (limit.isEmpty()) {
      return entry;
    }
    var window =
        windows.computeIfAbsent(
            account + " " + region + " " + target.priceKey(), k -> new ArrayDeque<>());
    while (!window.isEmpty() && !window.getFirst().at.isAfter(now.minus(MINUTE))) {
      window.removeFirst();
    }
    long requests = limit.get().requestsPerMinute();
    if (requests > 0 && window.size() >= requests) {
      throw AwsError.throttling("Too many requests, please wait before trying again.");
    }
    long tokens = limit.get().tokensPerMinute();
    long used = window.stream().mapToLong(e -> e.tokens).sum();
    if (tokens > 0 && used + reservedTokens > tokens) {
      throw AwsError.throttling("Too many tokens, please wait before trying again.");
    }
    window.addLast(entry);
    return entry;
  }

  /** Replaces a call's reservation by its usage. */
  synchronized void settle(Entry entry, long usedTokens) {
    entry.tokens = usedTokens;
  }
}
