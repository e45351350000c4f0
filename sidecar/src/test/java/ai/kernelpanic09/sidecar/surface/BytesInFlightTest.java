package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which requests get bytes when there are not enough for all. */
class BytesInFlightTest {

  private static final long MAX = 800;

  private final BytesInFlight inFlight = new BytesInFlight(MAX);
  private final SourceShare share = SourceShare.unbounded();
  private final List<String> woken = new ArrayList<>();

  /** A body of {@code size} bytes, which takes those still missing when it is told of room. */
  private final class Body implements BytesInFlight.Incoming {
    private final String name;
    private long missing;

    Body(String name, long size) {
      this.name = name;
      missing = size;
      inFlight.begins(this);
    }

    boolean take(long bytes) {
      if (inFlight.take(this, bytes)) {
        missing -= bytes;
        return true;
      }
      return false;
    }

    @Override
    public long missing() {
      return missing;
    }

    @Override
    public SourceShare share() {
      return share;
    }

    @Override
    public boolean tryAgain() {
      if (take(missing)) {
        woken.add(name);
        return true;
      }
      return false;
    }
  }

  @Test
  void callersThatAreNotKnownHaveAnEighthTogether() {
    var one = new RequestMemory(inFlight, share, () -> {});
    var other = new RequestMemory(inFlight, share, () -> {});
    assertThat(one.unknown(40)).isTrue();
    assertThat(other.unknown(40)).isTrue();

    assertThat(one.more(20)).isTrue();
    assertThat(other.more(1)).as("100 are held").isFalse();
    assertThat(new RequestMemory(inFlight, share, () -> {}).unknown(1)).isFalse();
    assertThat(new RequestMemory(inFlight, share, () -> {}).more(500)).as("others").isTrue();

    one.known();
    assertThat(one.more(100)).isTrue();
    assertThat(other.more(60)).isTrue();
    assertThat(other.more(1)).isFalse();
    other.letGo();
    assertThat(new RequestMemory(inFlight, share, () -> {}).unknown(100)).isTrue();
  }

  @Test
  void roomThatAnUnknownCallerLeavesIsTakenByTheNext() {
    var one = new RequestMemory(inFlight, share, () -> {});
    var other = new RequestMemory(inFlight, share, () -> {});
    assertThat(one.unknown(10) && one.more(90)).isTrue();
    var waiting =
        new BytesInFlight.Incoming() {
          @Override
          public long missing() {
            return 0;
          }

          @Override
          public SourceShare share() {
            return share;
          }

          @Override
          public boolean tryAgain() {
            var found = other.unknown(50);
            if (found) {
              woken.add("other");
            }
            return found;
          }
        };
    assertThat(waiting.tryAgain()).isFalse();
    assertThat(inFlight.await(waiting)).isTrue();

    one.known();

    assertThat(woken).containsExactly("other");
  }

  @Test
  void anOlderBodyFindsTheRoomThatItNeeds() {
    var older = new Body("older", 400);
    var younger = new Body("younger", 400);
    assertThat(older.take(100)).isTrue();

    assertThat(younger.take(300)).isTrue();
    assertThat(younger.take(100)).as("it would be the older one's").isFalse();
    assertThat(older.take(300)).isTrue();
  }

  @Test
  void oneThatDoesNotComeOnHasNoClaim() {
    var older = new Body("older", 600);
    var younger = new Body("younger", 600);
    assertThat(younger.take(600)).isFalse();

    older.missing = 0;

    assertThat(younger.take(600)).isTrue();
  }

  @Test
  void largeBodiesLeaveSomethingToSmallOnes() {
    var body = new Body("large", MAX);
    assertThat(body.take(MAX)).isFalse();
    assertThat(body.take(700)).isTrue();
    assertThat(inFlight.take(100)).isTrue();
    assertThat(inFlight.take(1)).isFalse();
  }

  @Test
  void whoWaitsIsServedInTheOrderOfComing() {
    var first = new Body("first", 700);
    assertThat(first.take(700)).isTrue();
    inFlight.ends(first);
    var second = new Body("second", 400);
    var third = new Body("third", 300);
    assertThat(inFlight.await(second)).isTrue();
    assertThat(inFlight.await(third)).isTrue();

    inFlight.giveBack(300);
    assertThat(woken).as("the third may not overtake").isEmpty();
    inFlight.giveBack(400);

    assertThat(woken).containsExactly("second", "third");
  }

  @Test
  void aBodyThatWillNotBecomeWholeMakesRoom() {
    var lost = new Body("lost", 700);
    var other = new Body("other", 700);
    inFlight.await(other);

    inFlight.ends(lost);

    assertThat(woken).containsExactly("other");
  }

  @Test
  void theLineIsBounded() {
    var waiting = IntStream.range(0, 100).filter(i -> inFlight.await(new Body("b" + i, 1))).count();
    assertThat(waiting).isEqualTo(32);
  }
}
