package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one pod can make the operator do. */
class PodChangesTest {

  private final Map<EndpointName, ModelEndpoint> endpoints = new HashMap<>();
  private final List<String> nudged = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final PodChanges changes =
      new PodChanges(
          name -> Optional.ofNullable(endpoints.get(name)),
          name -> nudged.add(name.toString()),
          published::add,
          later::add);

  private void exists(String namespace, String name, String allowed) {
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    endpoint.setSpec(
        new KubernetesSerialization()
            .unmarshal("{\"allowedNamespaces\": [" + allowed + "]}", ModelEndpointSpec.class));
    endpoints.put(new EndpointName(namespace, name), endpoint);
  }

  private static Pod pod(String namespace, String endpoint, String more) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("app")
        .addToLabels(Keys.MODEL_ENDPOINT, endpoint)
        .addToAnnotations(Keys.ADDITIONAL_MODEL_ENDPOINTS, more)
        .endMetadata()
        .build();
  }

  private void aWhileLater() {
    for (var task = later.poll(); task != null; task = later.poll()) {
      task.run();
    }
  }

  @Test
  void aPodReconcilesTheEndpointsThatItMayUseOnly() {
    exists("team", "claude", "");
    exists("friends", "nova", "\"team\"");
    exists("strangers", "llama", "\"friends\"");

    changes.changed(pod("team", "claude", "friends.nova,strangers.llama,team.absent"));
    aWhileLater();

    assertThat(nudged).containsExactlyInAnyOrder("team/claude", "friends/nova");
    assertThat(published).containsExactly("team");
  }

  @Test
  void twoHundredForeignEndpointsReconcileNoneHoweverOftenThePodChanges() {
    IntStream.range(0, 200).forEach(i -> exists("strangers", "e" + i, ""));
    var all =
        IntStream.range(0, 200).mapToObj(i -> "strangers.e" + i).collect(Collectors.joining(","));

    IntStream.range(0, 1_000).forEach(i -> changes.changed(pod("team", "strangers.e0", all)));
    aWhileLater();

    assertThat(nudged).isEmpty();
    assertThat(published).containsExactly("team");
  }

  @Test
  void aPodReconcilesThirtyTwoEndpointsAtMostAndEachOnceInAWhile() {
    IntStream.range(0, 200).forEach(i -> exists("team", "e" + i, ""));
    var all = IntStream.range(0, 200).mapToObj(i -> "e" + i).collect(Collectors.joining(","));

    IntStream.range(0, 1_000).forEach(i -> changes.changed(pod("team", "e0", all)));
    assertThat(nudged).isEmpty();
    aWhileLater();

    assertThat(nudged).hasSize(32).doesNotHaveDuplicates();
    changes.changed(pod("team", "e0", ""));
    aWhileLater();
    assertThat(nudged).as("a change after that while counts again").hasSize(33);
  }
}
