package ai.kernelpanic09.sidecar.surface;

/**
 * Bounds of what callers may send.
 *
 * @param mostBodyBytes of one request
 * @param mostBytesInFlight of all requests together
 * @param bodyMillis until a body must be there
 * @param deadlineMillis until a caller is answered who has not said how long it waits
 */
public record SurfaceLimits(
    int mostBodyBytes, long mostBytesInFlight, long bodyMillis, long deadlineMillis) {

  /**
   * Of a request to render. Variables lie in memory as a body, as values, and in the text that is
   * made of them, so they may be smaller than what is sent on as it comes.
   */
  int mostRenderBodyBytes() {
    return mostBodyBytes / 3;
  }

  /** Of a text that is rendered. */
  public int mostRenderedBytes() {
    return mostBodyBytes / 2;
  }
}
