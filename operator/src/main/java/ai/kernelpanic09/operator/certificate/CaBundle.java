package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the trusted CAs: to the API server in webhook configurations, to pods in ConfigMaps.
 */
final class CaBundle {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private static final int UNPROCESSABLE = 422;

  /** The parts of the ConfigMap that nobody else has to write, as managed fields name them. */
  private static final Set<String> OUR_FIELDS = Set.of("f:data", "f:immutable");

  private static final Logger LOG = LoggerFactory.getLogger(CaBundle.class);

  private final KubernetesClient client;
  private final @Nullable WebhookConfigurations admission;
  private final Consumer<ConfigMap> replaced;
  private volatile @Nullable String published;
  private volatile Set<X509Certificate> live = Set.of();
  private @Nullable String distributed;

  /**
   * @param admission null where this installation has no webhook: every published CA is live then
   * @param replaced told of each ConfigMap that somebody else had written, as it was
   */
  CaBundle(
      KubernetesClient client,
      @Nullable WebhookConfigurations admission,
      Consumer<ConfigMap> replaced) {
    this.client = client;
    this.admission = admission;
    this.replaced = replaced;
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
      apply(namespace, text, found);
    }
  }

  /** Writes the text to every ConfigMap of ours; returns whether all of them hold it. */
  private boolean distribute(String text) {
    var all =
        client.configMaps().inAnyNamespace().withField("metadata.name", Names.CA).list().getItems();
    var complete = true;
    for (var each : all) {
      if (isOurs(each) && !holds(each, text)) {
        complete &= tryApply(each, text);
      }
    }
    return complete;
  }

  /** A namespace that refuses must not keep the others from the change. */
  private boolean tryApply(ConfigMap found, String text) {
    var namespace = found.getMetadata().getNamespace();
    try {
      apply(namespace, text, found);
      return true;
    } catch (KubernetesClientException e) {
      LOG.warn("event=ca_not_published configmap={}/{} code={}", namespace, Names.CA, e.getCode());
      return false;
    }
  }

  /**
   * @param found the ConfigMap as it is; null if there is none
   */
  private void apply(String namespace, String text, @Nullable ConfigMap found) {
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
      client.configMaps().inNamespace(namespace).withName(Names.CA).delete();
      apply(desired);
    }
    if (found != null && isForeign(found)) {
      LOG.warn("event=ca_replaced configmap={}/{}", namespace, Names.CA);
      replaced.accept(found);
    }
  }

  /** Whether somebody else has written the ConfigMap, or fields of it that are the operator's. */
  private static boolean isForeign(ConfigMap map) {
    return !isOurs(map)
        || map.getMetadata().getManagedFields().stream()
            .filter(each -> !WebhookConfigurations.FIELD_MANAGER.equals(each.getManager()))
            .filter(each -> each.getFieldsV1() != null)
            .map(each -> each.getFieldsV1().getAdditionalProperties().keySet())
            .anyMatch(fields -> !Collections.disjoint(fields, OUR_FIELDS));
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
