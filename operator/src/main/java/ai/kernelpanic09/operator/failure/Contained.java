package ai.kernelpanic09.operator.failure;

import java.util.function.Supplier;

/**
 * Turns errors of a reconciler's work into exceptions. JOSDK retries after an exception; after an
 * {@link Error} it takes the work for unfinished, and ignores the object until the operator
 * restarts.
 */
public final class Contained {

  /** Does the work; throws an exception for an error. */
  public static <T> T run(Supplier<T> work) {
    try {
      return work.get();
    } catch (Error e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  private Contained() {}
}
