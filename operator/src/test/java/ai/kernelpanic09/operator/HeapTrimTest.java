package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapTrimTest {

  private static final long MEBIBYTE = 1L << 20;

  @ParameterizedTest
  @CsvSource({"120, 40, 1", "120, 60, 0", "16, 0, 0", "17, 0, 1", "256, 0, 1"})
  void collectsWhereTheHeapHoldsMuchMoreThanIsInUse(long held, long live, int collections) {
    var collected = new AtomicInteger();

    new HeapTrim(() -> held * MEBIBYTE, () -> live * MEBIBYTE, collected::incrementAndGet).run();

    assertThat(collected).hasValue(collections);
  }

  @Test
  void knowsWhatTheLastCollectionOfThisProcessFoundInUse() {
    System.gc();

    assertThat(HeapTrim.collectedBytes()).isBetween(MEBIBYTE, Runtime.getRuntime().totalMemory());
  }
}
