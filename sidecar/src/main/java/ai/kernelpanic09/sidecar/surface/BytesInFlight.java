package ai.kernelpanic09.sidecar.surface;

/** Bounds the bytes of all requests that are being served together. */
final class BytesInFlight {

  private final long most;
  private long held;

  BytesInFlight(long most) {
    this.most = most;
  }

  boolean take(long bytes) {
    if (held + bytes > most) {
      return false;
    }
    held += bytes;
    return true;
  }

  void giveBack(long bytes) {
    held -= bytes;
  }
}
