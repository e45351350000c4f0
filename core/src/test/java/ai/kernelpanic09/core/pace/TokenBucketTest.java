package ai.kernelpanic09.core.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private final TokenBucket bucket = new TokenBucket(3, 2, 0);

  private static long seconds(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** How many of many it lets happen at a time. */
  private long taken(long nowNanos) {
    return LongStream.range(0, 10).filter(each -> bucket.take(nowNanos)).count();
  }

  @Test
  void itsBurstIsHadAtOnceAndThenItsRate() {
    assertThat(taken(0)).isEqualTo(3);
    assertThat(taken(seconds(0.4))).isZero();
    assertThat(taken(seconds(1))).isEqualTo(2);
    assertThat(taken(seconds(100))).as("no more than the burst").isEqualTo(3);
  }

  @Test
  void toLookTakesNothing() {
    assertThat(bucket.isOpen(0)).isTrue();
    assertThat(taken(0)).isEqualTo(3);
    assertThat(bucket.isOpen(0)).isFalse();
  }

  @Test
  void whatIsGivenBackIsHadAgainAndNeverMoreThanTheBurst() {
    assertThat(taken(0)).isEqualTo(3);
    bucket.giveBack();
    assertThat(taken(0)).isEqualTo(1);
    for (var i = 0; i < 5; i++) {
      bucket.giveBack();
    }
    assertThat(taken(0)).isEqualTo(3);
  }

  @Test
  void aClockThatGoesBackAddsNothing() {
    assertThat(taken(seconds(5))).isEqualTo(3);
    assertThat(taken(0)).isZero();
    assertThat(taken(seconds(0.4))).isZero();
  }
}
