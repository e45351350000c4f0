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
    int mostBodyBytes, long mostBytesInFlight, long bodyMillis, long deadlineMillis) {}
