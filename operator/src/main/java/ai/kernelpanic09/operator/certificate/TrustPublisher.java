package ai.kernelpanic09.operator.certificate;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the CA's certificate to the namespaces that need it. A namespace that refuses is logged
 * and asked again by the next call: no other work fails for it.
 */
public final class TrustPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(TrustPublisher.class);

  private final Certificates certificates;
  private final Set<String> done = ConcurrentHashMap.newKeySet();

  public TrustPublisher(Certificates certificates) {
    this.certificates = certificates;
  }

  /** Sees to it that the namespace has the certificate; answers whether it has. */
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

  /** The same, and then no more until {@link #forget}. */
  public void publishOnce(String namespace) {
    if (done.add(namespace) && !publish(namespace)) {
      done.remove(namespace);
    }
  }

  /** Looks at every namespace again. */
  public void forget() {
    done.clear();
  }
}
