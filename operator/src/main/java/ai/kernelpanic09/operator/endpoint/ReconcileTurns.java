package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Turns of reconciliations. A new leader has to look at all endpoints: those that holders wait for
 * come first, and the others not before it is at rest.
 */
final class ReconcileTurns {

  /** AWS's clients have fifty connections to each of its services. */
  static final int MAX_AT_ONCE = 50;

  /** Of these, as many are for those that are not waited for. */
  static final int MAX_UNAWAITED = 40;

  private final Predicate<EndpointName> awaited;
  private final BooleanSupplier atRest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int underWay;

  /**
   * @param awaited whether a holder waits for the endpoint's first reconciliation
   * @param atRest whether there is room for the others too; does not become false again
   */
  ReconcileTurns(Predicate<EndpointName> awaited, BooleanSupplier atRest) {
    this.awaited = awaited;
    this.atRest = atRest;
  }

  /** Waits for a turn, which must be {@link #end ended}. */
  void await(EndpointName endpoint) {
    lock.lock();
    try {
      while (!hasTurn(endpoint)) {
        changed.awaitUninterruptibly();
      }
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasTurn(EndpointName endpoint) {
    return awaited.test(endpoint)
        ? underWay < MAX_AT_ONCE
        : atRest.getAsBoolean() && underWay < MAX_UNAWAITED;
  }

  /** Has those that wait look again whether it is their turn. */
  void look() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a turn. */
  void end() {
    lock.lock();
    try {
      underWay--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
