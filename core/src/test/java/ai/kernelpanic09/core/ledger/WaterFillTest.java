package ai.kernelpanic09.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WaterFillTest {

  @Test
  void smallWishesAreMetAndTheOthersShareEqually() {
    assertThat(WaterFill.divide(100, new long[] {10, 80, 70})).containsExactly(10, 45, 45);
    assertThat(WaterFill.divide(-5, new long[] {10})).containsExactly(0);
    assertThat(WaterFill.divide(100, new long[0])).isEmpty();
  }

  @Property
  void givesAllThatIsWantedOrAllThatThereIs(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long pool,
      @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 1_000_000_000_000L) Long> wished) {
    var wishes = wished.stream().mapToLong(Long::longValue).toArray();
    var granted = WaterFill.divide(pool, wishes);
    for (var i = 0; i < wishes.length; i++) {
      assertThat(granted[i]).isBetween(0L, wishes[i]);
    }
    var wanted = LongStream.of(wishes).sum();
    assertThat(LongStream.of(granted).sum()).isEqualTo(Math.min(pool, wanted));
  }

  @Property
  void nobodyGetsLessThanAnotherUnlessItWantedLess(
      @ForAll @LongRange(min = 0, max = 1_000_000) long pool,
      @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 1_000_000L) Long> wished) {
    var wishes = wished.stream().mapToLong(Long::longValue).toArray();
    var granted = WaterFill.divide(pool, wishes);
    for (var i = 0; i < wishes.length; i++) {
      for (var j = 0; j < wishes.length; j++) {
        assertThat(granted[i] >= Math.min(wishes[i], granted[j] - 1)).isTrue();
      }
    }
  }
}
