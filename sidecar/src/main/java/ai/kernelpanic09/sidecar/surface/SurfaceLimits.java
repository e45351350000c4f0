package ai.kernelpanic09.sidecar.surface;

/**
 * Bounds of what callers may send.
 *
 * @param maxBodyBytes of one request
 * @param maxBytesInFlight of all requests together
 * @param maxCalls that may be served at once
 * @param bodyMillis until a body must be there
 * @param bodyWaitMillis that a body waits for room in memory
 * @param heartbeatMillis of silence on a stream until something is sent to keep it open
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
