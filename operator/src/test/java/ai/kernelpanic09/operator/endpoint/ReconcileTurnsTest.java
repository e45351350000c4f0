package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReconcileTurnsTest {

  private final Set<EndpointName> awaited = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean atRest = new AtomicBoolean();
  private final ReconcileTurns turns = new ReconcileTurns(awaited::contains, atRest::get);
  private final List<String> begun = new CopyOnWriteArrayList<>();

  private static EndpointName name(String name) {
    return new EndpointName("team", name);
  }

  private Thread begin(String name) {
    return Thread.ofVirtual()
        .start(
            () -> {
              turns.await(name(name));
              begun.add(name);
            });
  }

  private static void awaitItWaits(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void untilTheLeaderIsAtRestOnlyThoseThatHoldersWaitForBegin() {
    awaitItWaits(begin("idle"));
    awaitItWaits(begin("later"));
    awaited.add(name("asked"));
    begin("asked");
    await().until(() -> begun.equals(List.of("asked")));

    awaited.add(name("later"));
    turns.look();
    await().until(() -> begun.equals(List.of("asked", "later")));

    atRest.set(true);
    turns.look();
    await().until(() -> begun.equals(List.of("asked", "later", "idle")));
  }

  @Test
  void someTurnsAreKeptForThoseThatHoldersWaitFor() {
    atRest.set(true);
    for (var i = 0; i < ReconcileTurns.MAX_UNAWAITED; i++) {
      turns.await(name("idle" + i));
    }
    awaitItWaits(begin("idle"));
    var most = ReconcileTurns.MAX_AT_ONCE - ReconcileTurns.MAX_UNAWAITED;
    for (var i = 0; i < most; i++) {
      awaited.add(name("asked" + i));
      turns.await(name("asked" + i));
    }
    awaited.add(name("asked"));
    awaitItWaits(begin("asked"));

    turns.end();

    await().until(() -> begun.equals(List.of("asked")));
    for (var i = 0; i <= most; i++) {
      assertThat(begun).doesNotContain("idle");
      turns.end();
    }
    await().until(() -> begun.equals(List.of("asked", "idle")));
  }
}
