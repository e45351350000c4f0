package ai.kernelpanic09.webhook.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However many senders take what they can, the next one finds room. */
class SharedRoomTest {

  private final SharedRoom room = new SharedRoom(1_000, 600);
  private final List<String> revoked = new ArrayList<>();

  private SharedRoom.Place open(String sender) {
    return room.open(sender, () -> revoked.add(sender));
  }

  @Test
  void aSenderHasNoMoreThanItsShareHoweverMuchIsFree() {
    assertThat(open("greedy").grow(600)).isTrue();
    assertThat(open("greedy").grow(1)).isFalse();
    assertThat(open("modest").grow(400)).isTrue();
    assertThat(room.taken()).isEqualTo(1_000);
  }

  @Test
  void whoeverHasMostLosesItsOldestBodyToTheNext() {
    var oldest = open("greedy");
    var second = open("greedy");
    var others = open("other");
    assertThat(oldest.grow(300) && second.grow(300) && others.grow(400)).isTrue();

    assertThat(open("modest").grow(100)).isTrue();

    assertThat(revoked).containsExactly("greedy");
    assertThat(oldest.grow(1)).as("it is closed").isFalse();
    assertThat(second.grow(1)).isTrue();
    assertThat(others.grow(1)).isTrue();
    assertThat(room.refused()).isEqualTo(1);
  }

  @Test
  void whoWouldHaveMostIsRefused() {
    assertThat(open("a").grow(500)).isTrue();
    assertThat(open("b").grow(500)).isTrue();

    assertThat(open("c").grow(501)).isFalse();

    assertThat(revoked).isEmpty();
    assertThat(room.taken()).isEqualTo(1_000);
  }

  @Test
  void aBodyThatIsWorkedOnStays() {
    var worked = open("greedy");
    assertThat(worked.grow(600)).isTrue();
    assertThat(worked.pin()).isTrue();

    assertThat(open("modest").grow(500)).isFalse();

    assertThat(revoked).isEmpty();
    worked.unpin();
    assertThat(open("modest").grow(500)).isTrue();
    assertThat(revoked).containsExactly("greedy");
  }

  @Test
  void aBodyWhoseRoomIsGoneIsNotWorkedOn() {
    var waiting = open("greedy");
    assertThat(waiting.grow(600)).isTrue();
    assertThat(open("modest").grow(500)).isTrue();

    assertThat(waiting.pin()).isFalse();
    waiting.close();
    assertThat(room.taken()).isEqualTo(500);
  }

  @Test
  void twentySendersLeaveRoomForTheNext() {
    for (var i = 0; i < 20; i++) {
      var _ = open("hostile-" + i).grow(200);
    }

    assertThat(open("honest").grow(40)).isTrue();
    assertThat(room.taken()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void whatIsGivenBackIsThereAgain() {
    var place = open("a");
    assertThat(place.grow(600)).isTrue();
    place.close();
    place.close();

    assertThat(room.taken()).isZero();
    assertThat(open("a").grow(600)).isTrue();
  }
}
