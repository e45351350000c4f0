package ai.kernelpanic09.operator.failure;

import java.util.function.Supplier;

/**
 * Work of a reconciler. JOSDK tries exceptions again; of an error it never hears that the work has
 * ended, and the object would not be looked at again until the operator starts anew.
 */
public final class Contained {

  /** Does the work; an error comes out as an exception. */
  public static <T> T run(Supplier<T> work) {
    try {
      return work.get();
    } catch (Error e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  private Contained() {}
}
