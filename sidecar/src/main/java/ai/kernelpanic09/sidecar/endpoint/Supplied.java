package ai.kernelpanic09.sidecar.endpoint;

/** What decides when the operator is asked about an endpoint. */
public interface Supplied {

  /** Whether calls wait for dollars, their rate or keys. */
  boolean isAwaited();

  /** Whether the operator should be asked without waiting for the next renewal. */
  boolean isSyncWanted(long nowNanos);

  /**
   * How long {@link #isSyncWanted}, when it is false, stays so unless the endpoint is changed: a
   * lower bound in nanoseconds, {@link Long#MAX_VALUE} for ever.
   */
  long quietNanos(long nowNanos);

  /** Whether no call waits, and all is reported and given back. */
  boolean isDrained();
}
