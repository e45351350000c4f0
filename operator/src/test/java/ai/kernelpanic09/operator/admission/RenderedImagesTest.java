package ai.kernelpanic09.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.operator.cluster.ClusterView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenderedImagesTest {

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client = server.client();

  @AfterAll
  void stop() {
    server.close();
  }

  /** One replica's knowledge. */
  private record Replica(ClusterView view, RenderedImages images) implements AutoCloseable {

    static Replica in(String namespace, KubernetesClient client) {
      var view = new ClusterView(client, client, namespace, failure -> {});
      var images = new RenderedImages(client, namespace, view, InstantSource.system());
      view.injectedImages().begin().join();
      return new Replica(view, images);
    }

    @Override
    public void close() {
      view.injectedImages().close();
    }
  }

  @Test
  void aReplicaOfTheFormerVersionLearnsWhatTheNewOneInjects() {
    server.createNamespace("rollout");
    try (var former = Replica.in("rollout", client);
        var next = Replica.in("rollout", client)) {
      former.images().injecting("sidecar:1");
      next.images().injecting("sidecar:2");

      assertThat(next.images().get()).containsExactly("sidecar:1", "sidecar:2");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(former.images().get()).containsExactly("sidecar:1", "sidecar:2"));
    }
  }

  @Test
  void aSuccessorKnowsThemFromTheStart() {
    server.createNamespace("upgrade");
    try (var former = Replica.in("upgrade", client)) {
      former.images().injecting("sidecar:1");
    }

    try (var successor = Replica.in("upgrade", client)) {
      assertThat(successor.images().get()).containsExactly("sidecar:1");
    }
  }

  @Test
  void noneIsLostWhenReplicasWriteAtOnce() {
    server.createNamespace("race");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 4)
          .forEach(
              number ->
                  threads.execute(
                      () -> {
                        try (var replica = Replica.in("race", client)) {
                          replica.images().injecting("sidecar:" + number);
                        }
                      }));
    }

    try (var last = Replica.in("race", client)) {
      assertThat(last.images().get())
          .containsExactlyInAnyOrder("sidecar:0", "sidecar:1", "sidecar:2", "sidecar:3");
    }
  }

  @Test
  void aLineThatThePlatformTeamRemovesIsForgottenAndTheOwnOneIsWrittenAgain() {
    server.createNamespace("edited");
    try (var replica = Replica.in("edited", client)) {
      replica.images().injecting("sidecar:1");
      replica.images().injecting("sidecar:2");
      server.kubectl("delete", "configmap", "k8s-ai-sidecar-images", "-n", "edited");
      await().atMost(Duration.ofSeconds(60)).until(() -> replica.images().get().isEmpty());

      replica.images().keep("sidecar:2");

      assertThat(replica.images().get()).containsExactly("sidecar:2");
    }
  }
}
