package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cache of one kind that tells of changes. */
public final class Watched<T extends HasMetadata> implements AutoCloseable {

  private final SharedIndexInformer<T> informer;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param informer not yet started
   * @param failures told of every failure to list or watch; each is tried again
   */
  public Watched(SharedIndexInformer<T> informer, Consumer<Throwable> failures) {
    this.informer = informer;
    informer.addEventHandler(new Changes());
    // Right after the CRDs were installed the API server asks for patience.
    informer.exceptionHandler(
        (started, failure) -> {
          failures.accept(failure);
          return true;
        });
  }

  /** Fills the cache, and returns when it is full. */
  public void start() {
    informer.start().toCompletableFuture().join();
  }

  /** False once it has stopped for good; true while it tries to reach the API server again. */
  boolean isRunning() {
    return informer.isRunning();
  }

  /**
   * @param namespace null for kinds without
   */
  public Optional<T> get(@Nullable String namespace, String name) {
    return Optional.ofNullable(
        informer.getStore().getByKey(namespace == null ? name : namespace + "/" + name));
  }

  public List<T> all() {
    return informer.getStore().list();
  }

  /** Called for each object that comes, changes or goes. */
  public void onChange(Consumer<T> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Changes implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      listeners.forEach(each -> each.accept(object));
    }

    @Override
    public void onUpdate(T before, T object) {
      listeners.forEach(each -> each.accept(object));
    }

    @Override
    public void onDelete(T object, boolean stateUnknown) {
      listeners.forEach(each -> each.accept(object));
    }
  }
}
