package ai.kernelpanic09.sidecar.surface;

/**
 * Bounds of what callers may send.
 *
 * @param maxBodyBytes of one request
 * @param maxBytesInFlight of all requests together
 * @param maxCalls that may be served at once
 * @param bodyMillis until a body must be there
 * @param heartbeatMillis of silence on a stream until something is sent to keep it open
 */
public record SurfaceLimits(
    int maxBodyBytes, long maxBytesInFlight, int maxCalls, long bodyMillis, long heartbeatMillis) {

  /** The largest body that is taken: there may be too little memory for what is allowed. */
  int servableBodyBytes() {
    return (int) Math.min(maxBodyBytes, BytesInFlight.maxBodyBytes(maxBytesInFlight));
  }

  /** Of a text that is rendered. */
  public int maxRenderedBytes() {
    return maxBodyBytes / 2;
  }
}
