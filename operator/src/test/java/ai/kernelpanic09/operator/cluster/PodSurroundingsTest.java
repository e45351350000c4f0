package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a pod gives before it is stored: any text, of any length. */
class PodSurroundingsTest {

  private static final String NAMESPACE = "team";

  private final AtomicInteger questions = new AtomicInteger();
  private final PodSurroundings surroundings = new PodSurroundings(refusing());

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "x?watch=true", "../../other/jobs/x", "x/status", "%2e", "A"})
  void whatIsNoNameIsNotAskedAbout(String name) {
    assertThat(surroundings.cronJob(NAMESPACE, name, "u")).isEmpty();
    assertThat(surroundings.aws(NAMESPACE, name)).isEqualTo(new AwsFacts(true, true));

    assertThat(questions).hasValue(0);
  }

  @Test
  void longTextsOfPodsBecomeNoKeysOfACache() {
    surroundings.cronJob(NAMESPACE, "report", "u".repeat(1_000_000));
    surroundings.cronJob(NAMESPACE, "j".repeat(1_000_000), "u");
    surroundings.aws(NAMESPACE, "a".repeat(254));

    assertThat(questions).hasValue(0);
  }

  @Test
  void whatAnObjectCanBeNamedIsAskedAboutOnce() {
    for (var i = 0; i < 3; i++) {
      surroundings.cronJob(NAMESPACE, "report-1.x", "0bb3d6a2-3c1f-4a35-9a3c-1f0a7a5d0c11");
    }

    assertThat(questions).hasValue(1);
  }

  private KubernetesClient refusing() {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              questions.incrementAndGet();
              throw new KubernetesClientException("refused");
            });
  }
}
