package ai.kernelpanic09.operator.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who sends reviews: the API server does, from a node or by an agent of its own, and nobody
 * else. A review that a pod made up would have its namespace's neighbours told of pods that are
 * none, and costs as much as a true one.
 */
final class ReviewSenders {

  private static final Logger LOG = LoggerFactory.getLogger(ReviewSenders.class);

  /** Namespaces that were told of lately: the sender decides how often it asks. */
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  private final Function<String, List<Pod>> runningAt;
  private final Set<String> agents;

  /**
   * @param runningAt pods that run with an address of their own
   * @param agents namespaces whose pods may send reviews
   */
  ReviewSenders(Function<String, List<Pod>> runningAt, Set<String> agents) {
    this.runningAt = runningAt;
    this.agents = Set.copyOf(agents);
  }

  /** Why nobody at this address sends reviews; empty if the API server may. */
  Optional<String> refusal(String address) {
    return runningAt.apply(address).stream()
        .map(pod -> pod.getMetadata().getNamespace())
        .filter(namespace -> !agents.contains(namespace))
        .findFirst()
        .map(this::refused);
  }

  private String refused(String namespace) {
    var why =
        "pods of namespace "
            + namespace
            + " send no reviews; if the API server's agents run there, name it in"
            + " K8S_AI_WEBHOOK_CALLERS";
    if (told.asMap().putIfAbsent(namespace, true) == null) {
      LOG.warn("event=review_refused namespace={} error=\"{}\"", namespace, why);
    }
    return why;
  }
}
