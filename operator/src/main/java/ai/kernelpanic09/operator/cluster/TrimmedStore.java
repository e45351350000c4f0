package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stores the parts of objects that the operator reads: tenants write objects as large as etcd
 * takes, and whole ones would fill the heap.
 */
final class TrimmedStore<T extends HasMetadata> implements ItemStore<T> {

  private final ConcurrentHashMap<String, T> objects = new ConcurrentHashMap<>();
  private final UnaryOperator<T> trim;

  /**
   * @param trim gives a new object of bounded size; it must change nothing in a trimmed one
   */
  TrimmedStore(UnaryOperator<T> trim) {
    this.trim = trim;
  }

  @Override
  public String getKey(T object) {
    var metadata = object.getMetadata();
    return metadata.getNamespace() == null
        ? metadata.getName()
        : metadata.getNamespace() + "/" + metadata.getName();
  }

  @Override
  public @Nullable T put(String key, T object) {
    return objects.put(key, trim.apply(object));
  }

  @Override
  public @Nullable T remove(String key) {
    return objects.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return objects.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return objects.values().stream();
  }

  @Override
  public int size() {
    return objects.size();
  }

  @Override
  public @Nullable T get(String key) {
    return objects.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
