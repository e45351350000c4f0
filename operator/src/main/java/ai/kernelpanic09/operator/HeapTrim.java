package ai.kernelpanic09.operator;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.LongSupplier;

/**
 * Has the JVM give memory back that a start or many changes took: the serial collector lets the
 * heap grow up to its limit before it looks for old garbage, and does not look when nothing
 * happens.
 */
final class HeapTrim implements Runnable {

  /** Less than this is not worth a collection. */
  private static final long LEAST_BYTES = 16L << 20;

  private final LongSupplier heldBytes;
  private final LongSupplier liveBytes;
  private final Runnable collect;

  /**
   * @param heldBytes bytes that the heap takes
   * @param liveBytes bytes that the last collection found in use
   */
  HeapTrim(LongSupplier heldBytes, LongSupplier liveBytes, Runnable collect) {
    this.heldBytes = heldBytes;
    this.liveBytes = liveBytes;
    this.collect = collect;
  }

  /** For this JVM's heap. */
  static HeapTrim ofThisProcess() {
    return new HeapTrim(
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
        HeapTrim::collectedBytes,
        System::gc);
  }

  static long collectedBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
  }

  /** Collects if the heap holds twice of what was in use after the last collection, and more. */
  @Override
  public void run() {
    if (heldBytes.getAsLong() > 2 * liveBytes.getAsLong() + LEAST_BYTES) {
      collect.run();
    }
  }
}
