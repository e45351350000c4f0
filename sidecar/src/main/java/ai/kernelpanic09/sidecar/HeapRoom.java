package ai.kernelpanic09.sidecar;

/**
 * The part of the heap that requests may take together, so that no number of requests exhausts it.
 *
 * @param heapBytes the largest size of the heap
 */
record HeapRoom(long heapBytes) {

  /** Left to the program itself, short-lived objects, and answers on their way. */
  private static final long RESERVED_BYTES = 23 << 20;

  /** Four times what a connection holds at most while the head of its request comes. */
  private static final long HEAP_PER_CONNECTION = 64 << 10;

  /** Of these the heads alone are 40 MiB at most. A pod's own calls are bounded by other means. */
  private static final int MIN_CONNECTIONS = 2_500;

  private static final int MAX_CONNECTIONS = 10_000;
  private static final long MIN_IN_FLIGHT_BYTES = 4 << 20;

  static HeapRoom ofThisProcess() {
    return new HeapRoom(Runtime.getRuntime().maxMemory());
  }

  /** The most bytes that all requests may hold together. */
  long bytesInFlight() {
    return Math.max(MIN_IN_FLIGHT_BYTES, heapBytes - RESERVED_BYTES);
  }

  /** The most connections that callers may hold open. */
  int connections() {
    return Math.clamp(heapBytes / HEAP_PER_CONNECTION, MIN_CONNECTIONS, MAX_CONNECTIONS);
  }
}
