package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.certificate.TrustPublisher;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.endpoint.PodCensus;
import ai.kernelpanic09.operator.serving.ServingPlans;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends this operator's terms as leader. */
final class Leadership {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final ClusterView cluster;
  private final BudgetAuthority authority;
  private final ServingPlans plans;
  private final TrustPublisher trust;
  private final Runnable address;
  private final Runnable lost;
  private final Executor background;

  /**
   * @param address publishes the address of this leader's control API
   * @param lost called at the end of a term
   * @param background runs slow work, for which the elector's thread must not wait
   */
  Leadership(
      ClusterView cluster,
      BudgetAuthority authority,
      ServingPlans plans,
      TrustPublisher trust,
      Runnable address,
      Runnable lost,
      Executor background) {
    this.cluster = cluster;
    this.authority = authority;
    this.plans = plans;
    this.trust = trust;
    this.address = address;
    this.lost = lost;
    this.background = background;
  }

  LeaderCallbacks callbacks() {
    return new LeaderCallbacks(
        this::lead, this::stepDown, leader -> LOG.info("event=leader name={}", leader));
  }

  /** Publishes the CA to a namespace with injected pods, once in a term. */
  void publishCa(String namespace) {
    if (authority.isLeading()) {
      trust.publishOnce(namespace);
    }
  }

  private void lead() {
    authority.lead();
    background.execute(address);
    trust.forget();
    cluster.endpoints().all().forEach(each -> authority.touch(each.endpointName()));
    cluster.pods().all().stream()
        .filter(pod -> !PodCensus.endpoints(pod).isEmpty())
        .map(pod -> pod.getMetadata().getNamespace())
        .distinct()
        .forEach(namespace -> background.execute(() -> publishCa(namespace)));
  }

  private void stepDown() {
    authority.stepDown();
    plans.clear();
    lost.run();
  }
}
