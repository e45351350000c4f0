package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.operator.cluster.ClusterView;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The images that this installation's webhook has injected, so that pods of an earlier version go
 * on after an upgrade.
 *
 * <p>They are kept in a ConfigMap of the operator's namespace, which only the operator and the
 * platform team may write. All replicas watch it: while an upgrade is rolled out, those of the
 * former version believe what those of the new one inject.
 */
public final class RenderedImages implements Supplier<List<String>> {

  private static final String NAME = ClusterView.INJECTED_IMAGES;

  static final String KEY = "injected";

  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final String namespace;
  private final InstantSource clock;
  private final Supplier<ImageHistory> cached;

  /** Null until the first change is heard of or written: changes are told after they are cached. */
  private volatile @Nullable ImageHistory history;

  /**
   * @param view not started yet: it watches the ConfigMap
   */
  public RenderedImages(
      KubernetesClient client, String namespace, ClusterView view, InstantSource clock) {
    var maps = view.injectedImages();
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    cached = () -> maps.get(namespace, NAME).map(RenderedImages::read).orElse(ImageHistory.NONE);
    maps.onChange(changed -> history = cached.get());
  }

  /** The images, the last one at the end. */
  @Override
  public List<String> get() {
    var known = history;
    return (known == null ? cached.get() : known).images();
  }

  /**
   * Writes down that this image is injected from now on; to be called before it is.
   *
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  public void injecting(String image) {
    for (var attempt = 1; ; attempt++) {
      try {
        write(image);
        return;
      } catch (KubernetesClientException e) {
        // Another replica has just written it too.
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** As {@link #injecting}, unless the image is in the list already. */
  public void keep(String image) {
    if (!get().contains(image)) {
      injecting(image);
    }
  }

  private void write(String image) {
    var maps = client.configMaps().inNamespace(namespace);
    var found = Optional.ofNullable(maps.withName(NAME).get());
    var before = found.map(RenderedImages::read).orElse(ImageHistory.NONE);
    var after = before.with(image, clock.instant());
    if (found.isEmpty()) {
      maps.resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName(NAME)
                  .withNamespace(namespace)
                  .endMetadata()
                  .withData(Map.of(KEY, after.text()))
                  .build())
          .create();
    } else if (!after.equals(before)) {
      maps.resource(new ConfigMapBuilder(found.get()).addToData(KEY, after.text()).build())
          .lockResourceVersion()
          .update();
    }
    history = after;
  }

  private static ImageHistory read(ConfigMap map) {
    var data = Objects.requireNonNullElse(map.getData(), Map.<String, String>of());
    return ImageHistory.parse(data.getOrDefault(KEY, ""));
  }
}
