package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of an operator's candidacy when another one has taken its lease. */
class OneTermTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Held lock = new Held();
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** A lease without an API server. */
  private static final class Held implements Lock {
    private volatile @Nullable LeaderElectionRecord lease;

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
      return lease;
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord first) {
      lease = first;
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord next) {
      lease = next;
    }

    @Override
    public String identity() {
      return "self";
    }

    @Override
    public String describe() {
      return "lease";
    }

    /** Another one took it, and is slow to renew it. */
    void lost() {
      var then = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1);
      lease = new LeaderElectionRecord("other", Duration.ofSeconds(4), then, then, 1);
    }
  }

  private void stand(BooleanSupplier ends, Runnable then) {
    var callbacks =
        OneTerm.of(
            new LeaderCallbacks(
                () -> told.add("leads"), () -> told.add("lost"), leader -> told.add(leader)),
            ends);
    var config =
        new LeaderElectionConfig(
            lock,
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofMillis(20),
            callbacks,
            false,
            "lease");
    try (var client = new KubernetesClientBuilder().build();
        var threads = Executors.newCachedThreadPool()) {
      var elector = new LeaderElector(client, config, threads);
      var standing = elector.start();
      await().atMost(LONG).until(() -> told.contains("leads"));
      lock.lost();
      await().atMost(LONG).until(() -> told.contains("lost"));
      then.run();
      if (ends.getAsBoolean()) {
        await().atMost(LONG).until(standing::isDone);
      }
      standing.cancel(true);
    }
  }

  @Test
  void aProcessThatEndsDoesNotTakeTheLeaseOfItsSuccessor() {
    stand(() -> true, () -> {});

    assertThat(told).containsExactly("self", "leads", "other", "lost");
    assertThat(lock.lease).extracting(LeaderElectionRecord::getHolderIdentity).isEqualTo("other");
  }

  @Test
  void aProcessThatGoesOnMayLeadAgain() {
    stand(
        () -> false,
        () ->
            await()
                .atMost(LONG)
                .untilAsserted(
                    () ->
                        assertThat(told)
                            .containsExactly("self", "leads", "other", "lost", "self", "leads")));
  }
}
