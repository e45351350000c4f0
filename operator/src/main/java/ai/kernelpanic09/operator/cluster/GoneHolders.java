package ai.kernelpanic09.operator.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Accepts the UIDs of pods that are gone for good. */
public final class GoneHolders implements Predicate<String> {

  /**
   * How long after the start a pod that is missing from the cache may still exist: no cache lags
   * behind for longer.
   */
  private static final Duration MAX_LAG = Duration.ofMinutes(10);

  private final Pods pods;
  private final InstantSource clock;
  private final Instant started;
  private final Cache<String, Boolean> deleted =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(Duration.ofHours(26)).build();

  public GoneHolders(Pods pods, InstantSource clock) {
    this.pods = pods;
    this.clock = clock;
    started = clock.instant();
    pods.onDelete(pod -> deleted.put(pod.getMetadata().getUid(), true));
  }

  @Override
  public boolean test(String podUid) {
    return deleted.getIfPresent(podUid) != null
        || (pods.isFull()
            && clock.instant().isAfter(started.plus(MAX_LAG))
            && pods.byUid(podUid).isEmpty());
  }
}
