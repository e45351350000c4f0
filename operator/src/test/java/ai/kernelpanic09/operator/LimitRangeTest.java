package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace whose LimitRange is too small for the sidecar. */
class LimitRangeTest {

  @TempDir Path folder;

  @Test
  void theRefusalOfTheApiServerComesWithOurWarning() throws IOException {
    var pod = folder.resolve("pod.yaml");
    Files.writeString(
        pod,
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: app
          namespace: ai-workloads
          labels: {ai.kernelpanic09.io/model-endpoint: claude}
        spec: {containers: [{name: app, image: app}]}
        """);
    try (var world = new World()) {
      world.apply(
          """
          apiVersion: v1
          kind: LimitRange
          metadata: {name: small, namespace: ai-workloads}
          spec: {limits: [{type: Container, max: {memory: 128Mi}}]}
          """);
      try (var operator = world.operatorWithWebhook()) {
        assertThat(operator.probePort()).isPositive();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(
                            world
                                .server
                                .kubectl("create", "--dry-run=server", "-f", pod.toString())
                                .errors())
                        .contains("maximum memory usage per Container is 128Mi")
                        .contains("LimitRange small refuses the sidecar: memory limit 160Mi"));
      }
    }
  }
}
