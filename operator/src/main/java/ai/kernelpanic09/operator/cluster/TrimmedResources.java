package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The caches of resources, with what the operator reads of each. */
public final class TrimmedResources {

  /**
   * Most objects of one kind that a list brings at once. Tenants write objects of more than a
   * megabyte, all of which would be in memory together.
   */
  public static final long PAGE = 25;

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /**
   * A cache of templates without their texts, variables, annotations and managed fields: whoever
   * needs a text reads it from the API server.
   */
  public static ItemStore<PromptTemplate> templates() {
    return new TrimmedStore<>(TrimmedResources::trimmed);
  }

  /** A cache of endpoints without their managed fields, which are longer than all the rest. */
  public static ItemStore<ModelEndpoint> endpoints() {
    return new TrimmedStore<>(
        endpoint -> {
          var kept = new ModelEndpoint();
          kept.setMetadata(withoutManagedFields(endpoint.getMetadata()));
          kept.setSpec(endpoint.getSpec());
          kept.setStatus(endpoint.getStatus());
          return kept;
        });
  }

  /** A cache of namespaces with their labels and annotations. */
  static ItemStore<Namespace> namespaces() {
    return new TrimmedStore<>(
        namespace ->
            new NamespaceBuilder()
                .withMetadata(withoutManagedFields(namespace.getMetadata()))
                .build());
  }

  /** A cache of nodes with their kubelets' versions. */
  static ItemStore<Node> nodes() {
    return new TrimmedStore<>(
        node -> {
          var info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
          return new NodeBuilder()
              .withMetadata(identity(node.getMetadata()).build())
              .withNewStatus()
              .withNewNodeInfo()
              .withKubeletVersion(info == null ? null : info.getKubeletVersion())
              .endNodeInfo()
              .endStatus()
              .build();
        });
  }

  static PromptTemplate trimmed(PromptTemplate template) {
    var kept = new PromptTemplate();
    kept.setMetadata(identity(template.getMetadata()).build());
    kept.setSpec(
        new PromptTemplateSpec(
            null,
            "",
            List.of(),
            template.getSpec().modelEndpointRef(),
            template.getSpec().revisionHistoryLimit()));
    kept.setStatus(template.getStatus());
    return kept;
  }

  private static ObjectMetaBuilder identity(ObjectMeta full) {
    return new ObjectMetaBuilder()
        .withName(full.getName())
        .withNamespace(full.getNamespace())
        .withUid(full.getUid())
        .withGeneration(full.getGeneration())
        .withResourceVersion(full.getResourceVersion())
        .withCreationTimestamp(full.getCreationTimestamp())
        .withDeletionTimestamp(full.getDeletionTimestamp());
  }

  private static ObjectMeta withoutManagedFields(ObjectMeta full) {
    var annotations =
        new HashMap<>(full.getAnnotations() == null ? Map.of() : full.getAnnotations());
    annotations.remove(LAST_APPLIED);
    return new ObjectMetaBuilder(full)
        .withManagedFields(List.of())
        .withAnnotations(annotations)
        .build();
  }

  private TrimmedResources() {}
}
