package ai.kernelpanic09.operator.certificate;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the CA to the namespaces that need it. A namespace that refuses is logged, fails no
 * other work, and is tried again at the next call.
 */
public final class TrustPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(TrustPublisher.class);

  private final Certificates certificates;
  private final Set<String> published = ConcurrentHashMap.newKeySet();

  public TrustPublisher(Certificates certificates) {
    this.certificates = certificates;
  }

  /** Publishes the CA to the namespace if it is missing there; returns whether it is there. */
  public boolean publish(String namespace) {
    try {
      certificates.publishTo(namespace);
      return true;
    } catch (KubernetesClientException e) {
      LOG.warn("event=ca_not_published namespace={} code={}", namespace, e.getCode());
    } catch (IllegalStateException e) {
      LOG.warn("event=ca_not_published namespace={} problem=\"{}\"", namespace, e.getMessage());
    }
    return false;
  }

  /**
   * As {@link #publish}, but does nothing for a namespace that has got the CA since the last {@link
   * #forget}.
   */
  public void publishOnce(String namespace) {
    if (published.add(namespace) && !publish(namespace)) {
      published.remove(namespace);
    }
  }

  /** Makes {@link #publishOnce} look at every namespace again. */
  public void forget() {
    published.clear();
  }
}
