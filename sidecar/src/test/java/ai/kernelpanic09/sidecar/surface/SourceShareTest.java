package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of the places and bytes one source may have. */
class SourceShareTest {

  private static final long MAX = 900;
  private static final long BODY = 100;

  private long held;
  private final SourceShare one = SourceShare.bounded(BODY);
  private final SourceShare other = SourceShare.bounded(BODY);

  private long takeAll(SourceShare share) {
    var taken = 0L;
    while (share.mayTake(1, MAX - held)) {
      share.takes(1);
      held++;
      taken++;
    }
    return taken;
  }

  @Test
  void oneAloneHasHalfAndTwoAThirdEach() {
    assertThat(takeAll(one)).isEqualTo(450);
    assertThat(takeAll(other)).isEqualTo(225);
    one.givesBack(200);
    held -= 200;
    assertThat(takeAll(other)).isGreaterThan(50);
  }

  @Test
  void theLargestBodyFindsRoomHoweverLittleIsLeft() {
    held = MAX - BODY;
    assertThat(one.mayTake(BODY, 0)).isTrue();
    one.takes(BODY);
    assertThat(one.mayTake(1, BODY)).isFalse();
  }

  @Test
  void whatItClaimsForItsBodiesIsWithinItsShare() {
    one.takes(100);
    assertThat(one.claim(300, 500)).isEqualTo(300);
    assertThat(one.claim(300, 500)).isEqualTo(100);
    assertThat(one.claim(300, 500)).isZero();
    one.resetClaims();
    assertThat(one.claim(600, 500)).isEqualTo(400);
  }

  @Test
  void theOnlySourceHasNoBounds() {
    var only = SourceShare.unbounded();
    only.takes(MAX);
    assertThat(only.mayTake(MAX, 0)).isTrue();
    assertThat(only.claim(MAX, 0)).isEqualTo(MAX);
    assertThat(only.mayBegin(0)).isTrue();
  }

  @Test
  void oneAloneHasHalfOfThePlaces() {
    var free = 10;
    while (one.mayBegin(free)) {
      one.begins();
      free--;
    }
    assertThat(free).isEqualTo(5);
    assertThat(other.mayBegin(1)).isTrue();
    one.ends();
    assertThat(one.isIdle()).isFalse();
  }
}
