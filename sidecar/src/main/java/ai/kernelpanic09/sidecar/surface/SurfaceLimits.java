package ai.kernelpanic09.sidecar.surface;

/**
 * Bounds on the requests of callers.
 *
 * @param maxBodyBytes the largest body of one request
 * @param maxBytesInFlight the most bytes of all requests together
 * @param maxCalls the most calls that are served at once
 * @param bodyMillis the time within which a body must have come
 * @param bodyWaitMillis the longest that a body waits for room in memory
 * @param heartbeatMillis the silence on a stream after which something is sent to keep it open
 */
public record SurfaceLimits(
    int maxBodyBytes,
    long maxBytesInFlight,
    int maxCalls,
    long bodyMillis,
    long bodyWaitMillis,
    long heartbeatMillis) {

  /** The largest body that is accepted: memory may allow less than {@code maxBodyBytes}. */
  int servableBodyBytes() {
    return (int) Math.min(maxBodyBytes, BytesInFlight.maxBodyBytes(maxBytesInFlight));
  }

  /** The largest text that a prompt may be rendered to. */
  public int maxRenderedBytes() {
    return maxBodyBytes / 2;
  }
}
