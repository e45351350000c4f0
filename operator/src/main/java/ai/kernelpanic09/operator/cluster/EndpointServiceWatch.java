package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches the Services that carry the operator's label, so that one which somebody changes is put
 * right at once. A Service that loses the label is as good as deleted.
 */
public final class EndpointServiceWatch implements AutoCloseable {

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final Watched<Service> services;

  /**
   * @param failures called with every failure to list or watch; each is tried again without end
   */
  public EndpointServiceWatch(KubernetesClient client, Consumer<Throwable> failures) {
    var informer =
        client
            .services()
            .inAnyNamespace()
            .withLabel(MANAGED_BY, Names.OPERATOR)
            .withLimit(TrimmedResources.PAGE)
            .runnableInformer(0);
    informer.itemStore(new TrimmedStore<>(EndpointServiceWatch::trimmed));
    services = new Watched<>(informer, failures);
  }

  /** Begins to watch. Nothing waits for it: without this watch, Services are put right later. */
  public void begin() {
    var _ = services.begin();
  }

  /**
   * @param changed called with each Service that is added or changed
   * @param gone called with each that is deleted, or has lost the label
   */
  public void onChange(Consumer<Service> changed, Consumer<Service> gone) {
    services.onAdd(changed);
    services.onReplace((before, service) -> changed.accept(service));
    services.onDelete(gone);
  }

  private static Service trimmed(Service service) {
    var full = service.getMetadata();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(full.getName())
        .withNamespace(full.getNamespace())
        .withResourceVersion(full.getResourceVersion())
        .withLabels(Map.of())
        .withOwnerReferences(List.of())
        .endMetadata()
        .build();
  }

  @Override
  public void close() {
    services.close();
  }
}
