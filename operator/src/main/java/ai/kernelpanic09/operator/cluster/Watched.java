package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cache of the objects of one kind, with listeners for their changes. */
public final class Watched<T extends HasMetadata> implements AutoCloseable {

  private final SharedIndexInformer<T> informer;
  private final List<Consumer<T>> onAdd = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<T, T>> onReplace = new CopyOnWriteArrayList<>();
  private final List<Consumer<T>> onDelete = new CopyOnWriteArrayList<>();

  /**
   * @param informer not yet started
   * @param failures called with every failure to list or watch; each is tried again
   */
  public Watched(SharedIndexInformer<T> informer, Consumer<Throwable> failures) {
    this.informer = informer;
    informer.addEventHandler(new Changes());
    // Keeps trying after every failure, the first one too: right after the CRDs are installed, the
    // API server answers that it should be asked later.
    informer.exceptionHandler(
        (started, failure) -> {
          failures.accept(failure);
          return true;
        });
  }

  /** Begins to fill the cache; the result is there when it is full. */
  public CompletableFuture<Void> begin() {
    return informer.start().toCompletableFuture();
  }

  /** False once it has stopped for good; true while it tries to reach the API server again. */
  boolean isRunning() {
    return informer.isRunning();
  }

  /**
   * The object as it is cached; empty if there is none.
   *
   * @param namespace null for cluster-wide kinds
   */
  public Optional<T> get(@Nullable String namespace, String name) {
    return Optional.ofNullable(
        informer.getStore().getByKey(namespace == null ? name : namespace + "/" + name));
  }

  /** Objects by the value of an index that the informer was given. */
  List<T> byIndex(String index, String value) {
    return informer.getIndexer().byIndex(index, value);
  }

  /** All cached objects. */
  public List<T> all() {
    return informer.getStore().list();
  }

  /** Calls the listener with each object that is added, changed or deleted. */
  public void onChange(Consumer<T> listener) {
    onAdd(listener);
    onReplace((before, object) -> listener.accept(object));
    onDelete(listener);
  }

  /** Calls the listener with each object that is added. */
  void onAdd(Consumer<T> listener) {
    onAdd.add(listener);
  }

  /** Calls the listener with each object that is changed, as it was cached and as it is now. */
  void onReplace(BiConsumer<T, T> listener) {
    onReplace.add(listener);
  }

  /** Calls the listener with each object that is deleted. */
  void onDelete(Consumer<T> listener) {
    onDelete.add(listener);
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Changes implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      onAdd.forEach(each -> each.accept(object));
    }

    @Override
    public void onUpdate(T before, T object) {
      onReplace.forEach(each -> each.accept(before, object));
    }

    @Override
    public void onDelete(T object, boolean stateUnknown) {
      onDelete.forEach(each -> each.accept(object));
    }
  }
}
