package ai.kernelpanic09.operator;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Passes values on some time after they came, each once however often it came in that time. */
final class Paced<T> implements Consumer<T> {

  private final Consumer<T> target;
  private final Executor later;
  private final Set<T> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param later runs what it is given after the time
   */
  Paced(Consumer<T> target, Executor later) {
    this.target = target;
    this.later = later;
  }

  @Override
  public void accept(T value) {
    if (waiting.add(value)) {
      later.execute(
          () -> {
            waiting.remove(value);
            target.accept(value);
          });
    }
  }
}
