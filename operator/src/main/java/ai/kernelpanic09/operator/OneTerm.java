package ai.kernelpanic09.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import java.util.function.BooleanSupplier;

/**
 * Ends an elector with its term. Of itself it goes on with the look that told it of its successor,
 * and takes a lease that the successor is slow to renew: it would lead again in a process that is
 * ending, and end its successor's term by that.
 */
final class OneTerm {

  /** Tells an elector to end. */
  static final class TermEndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TermEndedException() {
      super("the term has ended, and this process ends with it", null, false, false);
    }
  }

  /**
   * Like {@code callbacks}.
   *
   * @param ends whether this process ends with the term
   */
  static LeaderCallbacks of(LeaderCallbacks callbacks, BooleanSupplier ends) {
    return new LeaderCallbacks(
        callbacks::onStartLeading,
        () -> {
          var last = ends.getAsBoolean();
          callbacks.onStopLeading();
          if (last) {
            throw new TermEndedException();
          }
        },
        callbacks::onNewLeader);
  }

  private OneTerm() {}
}
