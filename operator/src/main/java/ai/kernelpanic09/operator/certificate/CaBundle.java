package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the trusted CAs: to the API server in webhook configurations, to pods in ConfigMaps.
 */
final class CaBundle {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private static final int UNPROCESSABLE = 422;

  private static final Logger LOG = LoggerFactory.getLogger(CaBundle.class);

  private final KubernetesClient client;
  private final @Nullable WebhookConfigurations admission;
  private volatile @Nullable String published;
  private volatile Set<X509Certificate> live = Set.of();
  private @Nullable String distributed;

  /**
   * @param admission null where this installation has no webhook: every published CA is live then
   */
  CaBundle(KubernetesClient client, @Nullable WebhookConfigurations admission) {
    this.client = client;
    this.admission = admission;
  }

  /**
   * Publishes the CAs in the webhook configurations, and in every ConfigMap that {@link #publishTo}
   * has created.
   *
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  void publish(List<X509Certificate> trusted) {
    var text = Pem.of(trusted);
    published = text;
    live = admission == null ? Set.copyOf(trusted) : admission.trust(text);
    // Only after a change, because it lists ConfigMaps over all namespaces.
    if (!text.equals(distributed) && distribute(text)) {
      distributed = text;
    }
  }

  /** Whether every webhook trusts the CA, as of the last {@link #publish}. */
  boolean isLive(X509Certificate authority) {
    return live.contains(authority);
  }

  /**
   * Publishes the CAs in the ConfigMap of a namespace, if it doesn't hold them already.
   *
   * @throws IllegalStateException before the first {@link #publish}
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  void publishTo(String namespace) {
    var text = published;
    if (text == null) {
      throw new IllegalStateException("there is no CA before the first tick");
    }
    var found = client.configMaps().inNamespace(namespace).withName(Names.CA).get();
    if (found == null || !isOurs(found) || !holds(found, text)) {
      apply(namespace, text);
    }
  }

  /** Writes the text to every ConfigMap of ours; returns whether all of them hold it. */
  private boolean distribute(String text) {
    var all =
        client.configMaps().inAnyNamespace().withField("metadata.name", Names.CA).list().getItems();
    var complete = true;
    for (var each : all) {
      if (isOurs(each) && !holds(each, text)) {
        complete &= tryApply(each.getMetadata().getNamespace(), text);
      }
    }
    return complete;
  }

  /** A namespace that refuses must not keep the others from the change. */
  private boolean tryApply(String namespace, String text) {
    try {
      apply(namespace, text);
      return true;
    } catch (KubernetesClientException e) {
      LOG.warn("event=ca_not_published configmap={}/{} code={}", namespace, Names.CA, e.getCode());
      return false;
    }
  }

  private void apply(String namespace, String text) {
    var desired =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(Names.CA)
            .addToLabels(MANAGED_BY, Names.OPERATOR)
            .endMetadata()
            .addToData(Names.CA_KEY, text)
            .build();
    try {
      apply(desired);
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
      // Somebody made it immutable. Nothing of today trusts it, but sidecars of earlier versions
      // do.
      LOG.warn("event=ca_replaced configmap={}/{}", namespace, Names.CA);
      client.configMaps().inNamespace(namespace).withName(Names.CA).delete();
      apply(desired);
    }
  }

  private void apply(ConfigMap desired) {
    client
        .resource(desired)
        .fieldManager(WebhookConfigurations.FIELD_MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  private static boolean isOurs(ConfigMap map) {
    Map<String, String> labels = map.getMetadata().getLabels();
    return labels != null && Names.OPERATOR.equals(labels.get(MANAGED_BY));
  }

  private static boolean holds(ConfigMap map, String text) {
    return map.getData() != null && Objects.equals(map.getData().get(Names.CA_KEY), text);
  }
}
