package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.ModelEndpointRef;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the operator keeps of objects as large as etcd takes, in bytes of their JSON. */
class CacheSizeTest {

  private static final int ETCD_TAKES = 1_500_000;
  private static final int KIB = 1_024;

  private final KubernetesSerialization json = new KubernetesSerialization();

  private int bytes(Object object) {
    return json.asJson(object).getBytes(StandardCharsets.UTF_8).length;
  }

  private <T extends HasMetadata> long kept(ItemStore<T> store, int count, IntFunction<T> hostile) {
    for (var i = 0; i < count; i++) {
      var each = hostile.apply(i);
      assertThat(bytes(each)).as("of one hostile object").isGreaterThan(ETCD_TAKES);
      store.put(store.getKey(each), each);
    }
    assertThat(store.size()).isEqualTo(count);
    return store.keySet().mapToLong(String::length).sum()
        + store.values().mapToLong(this::bytes).sum();
  }

  private static OwnerReference owner(int i, boolean controller) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v".repeat(10_000))
        .withKind("K".repeat(10_000))
        .withName(i + "n".repeat(10_000))
        .withUid(i + "u".repeat(10_000))
        .withController(controller)
        .build();
  }

  private static Container sidecar(String image) {
    return new ContainerBuilder().withName(Names.SIDECAR_CONTAINER).withImage(image).build();
  }

  private static PodBuilder hostilePod(int i) {
    var labels = new HashMap<String, String>();
    IntStream.range(0, 2_000).forEach(each -> labels.put("team/l" + each, "v".repeat(63)));
    labels.put(Keys.MODEL_ENDPOINT, "claude");
    var annotations = new HashMap<String, String>();
    IntStream.range(0, 200)
        .forEach(each -> annotations.put(Keys.GROUP + "/a" + each, "v".repeat(500)));
    annotations.put(
        Keys.ADDITIONAL_MODEL_ENDPOINTS,
        IntStream.range(0, 2_000)
            .mapToObj(each -> "n".repeat(40) + each)
            .collect(Collectors.joining(",")));
    annotations.put(Keys.SIDECAR_STATUS, "{\"hash\":\"" + "h".repeat(20_000) + "\"}");
    annotations.put(Keys.SIDECAR_PROOF, "p".repeat(10_000));
    annotations.put(Keys.SIDECAR_LOG_LEVEL, "d".repeat(10_000));
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName("hostile-" + i)
        .withUid("uid-" + i)
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(
            Stream.concat(
                    Stream.of(owner(0, true)),
                    IntStream.range(1, 20).mapToObj(each -> owner(each, false)))
                .toList())
        .endMetadata()
        .withNewSpec()
        .withInitContainers(sidecar("i".repeat(200_000)))
        .withContainers(sidecar("i".repeat(200_000)))
        .endSpec();
  }

  @Test
  void twoHundredHostilePodsKeepThreeMebibytes() {
    assertThat(kept(TrimmedPods.store(), 200, i -> hostilePod(i).build()))
        .isLessThan(200 * 16 * KIB);
  }

  @Test
  void threeHundredHostileTemplatesKeepAThirdOfAMebibyte() {
    assertThat(kept(TrimmedResources.templates(), 300, CacheSizeTest::hostileTemplate))
        .isLessThan(300 * KIB);
  }

  private static PromptTemplate hostileTemplate(int i) {
    var template = new PromptTemplate();
    template.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName("hostile-" + i)
            .withUid("uid-" + i)
            .withAnnotations(Map.of("a", "v".repeat(260_000)))
            .withLabels(
                IntStream.range(0, 5_000)
                    .boxed()
                    .collect(Collectors.toMap(each -> "l" + each, each -> "v".repeat(63))))
            .withFinalizers(Stream.generate(() -> "team/f").limit(30_000).toList())
            .withManagedFields(
                new ManagedFieldsEntryBuilder().withManager("m".repeat(100_000)).build())
            .build());
    template.setSpec(
        new PromptTemplateSpec(
            "s".repeat(260_000),
            "t".repeat(260_000),
            List.of(),
            new ModelEndpointRef("claude"),
            100));
    return template;
  }

  @Test
  void aTrimmedPodIsFoundByTheSameEndpointsAndStaysAsItIs() {
    var pod = hostilePod(1).build();

    var trimmed = TrimmedPods.trimmed(pod);

    assertThat(Pods.endpoints(trimmed)).isEqualTo(Pods.endpoints(pod)).hasSize(32);
    assertThat(TrimmedPods.trimmed(trimmed)).isEqualTo(trimmed);
  }

  @Test
  void whatAnHonestPodIsJudgedByStays() {
    var status =
        new InjectionStatus(
            "1",
            "native",
            "0a1b",
            List.of("team/claude"),
            Map.of(),
            List.of(),
            List.of(),
            Map.of());
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("team")
            .withName("app-7d4b9c-x2x2x")
            .withGenerateName("app-7d4b9c-")
            .addToLabels(Map.of(Keys.MODEL_ENDPOINT, "claude", "pod-template-hash", "7d4b9c"))
            .addToAnnotations(
                Map.of(
                    Keys.ADDITIONAL_MODEL_ENDPOINTS, " nova , friends.llama",
                    Keys.SIDECAR_MEMORY_LIMIT, "256Mi",
                    Keys.SIDECAR_STATUS, status.json()))
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("ReplicaSet")
            .withName("app-7d4b9c")
            .withUid("u")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .withInitContainers(sidecar("sidecar:1"))
            .endSpec()
            .build();

    var kept = TrimmedPods.trimmed(pod);

    assertThat(kept.getMetadata().getLabels()).isEqualTo(pod.getMetadata().getLabels());
    assertThat(kept.getMetadata().getOwnerReferences())
        .isEqualTo(pod.getMetadata().getOwnerReferences());
    assertThat(kept.getMetadata().getAnnotations())
        .containsEntry(Keys.ADDITIONAL_MODEL_ENDPOINTS, " nova , friends.llama")
        .containsEntry(Keys.SIDECAR_MEMORY_LIMIT, "256Mi")
        .containsEntry(Keys.SIDECAR_STATUS, "{\"hash\":\"0a1b\"}");
    assertThat(kept.getSpec().getInitContainers()).containsExactly(sidecar("sidecar:1"));
  }

  @Test
  void aStatusThatTheWebhookDidNotWriteStaysNone() {
    var pod =
        hostilePod(1)
            .editMetadata()
            .addToAnnotations(Keys.SIDECAR_STATUS, "no JSON")
            .endMetadata()
            .build();

    assertThat(TrimmedPods.trimmed(pod).getMetadata().getAnnotations())
        .containsEntry(Keys.SIDECAR_STATUS, "?");
  }
}
