package ai.kernelpanic09.sidecar;

/**
 * The part of the heap that requests may take, so that no number of them ends the process.
 *
 * @param heapBytes largest size of the heap
 */
record HeapRoom(long heapBytes) {

  /** For the program itself, short-lived objects, and answers on their way. */
  private static final long RESERVED_BYTES = 23 << 20;

  private static final long MIN_IN_FLIGHT_BYTES = 4 << 20;

  static HeapRoom ofThisProcess() {
    return new HeapRoom(Runtime.getRuntime().maxMemory());
  }

  /** Bytes of all requests together. */
  long bytesInFlight() {
    return Math.max(MIN_IN_FLIGHT_BYTES, heapBytes - RESERVED_BYTES);
  }
}
