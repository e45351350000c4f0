package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrimmedPodsTest {

  /** As the API server answers, with a value of each kept field and of some that are not. */
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: app-7d4b9c-x2x2x
        generateName: app-7d4b9c-
        namespace: team
        uid: 0b6c
        resourceVersion: "17"
        creationTimestamp: "2026-11-30T00:00:00Z"
        deletionTimestamp: "2026-11-30T01:00:00Z"
        finalizers: [team/f]
        labels: {ai.kernelpanic09.io/model-endpoint: claude, pod-template-hash: 7d4b9c, app: x}
        annotations: {ai.kernelpanic09.io/sdk-env: "on", note: long}
        ownerReferences:
          - {apiVersion: apps/v1, kind: ReplicaSet, name: app-7d4b9c, uid: u1, controller: true}
        managedFields:
          - {manager: kubelet, operation: Update, fieldsType: FieldsV1, fieldsV1: {"f:status": {}}}
      spec:
        serviceAccountName: app
        hostNetwork: true
        nodeName: node-1
        volumes: [{name: v, emptyDir: {}}]
        initContainers:
          - {name: k8s-ai-sidecar, image: "sidecar:1", env: [{name: A, value: b}]}
        containers:
          - {name: app, image: "app:1", command: [sh]}
          - {name: k8s-ai-sidecar, image: "sidecar:2"}
      status:
        phase: Running
        podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
        conditions: [{type: Ready, status: "True"}]
      """;

  private final KubernetesSerialization whole = new KubernetesSerialization();
  private final KubernetesSerialization lean =
      new KubernetesSerialization(TrimmedPods.readBy(new ObjectMapper()), true);

  @Test
  void aPodIsReadAsFarAsItIsKept() {
    var read = read(lean);

    assertThat(TrimmedPods.trimmed(read)).isEqualTo(TrimmedPods.trimmed(read(whole)));
    assertThat(json(read).toString())
        .doesNotContain("managedFields", "volumes", "\"env\"", "command", "conditions", "nodeName");
  }

  /** Else a field that is kept and not read would be missing from both. */
  @Test
  void theWholePodHasAValueOfEachFieldThatIsKept() {
    var kept = json(TrimmedPods.trimmed(read(whole)));

    assertThat(kept.path("metadata").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "name",
            "generateName",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "labels",
            "annotations",
            "ownerReferences");
    assertThat(kept.path("spec").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "serviceAccountName", "hostNetwork", "initContainers", "containers");
    assertThat(kept.at("/spec/containers/0").toString())
        .isEqualTo("{\"image\":\"sidecar:2\",\"name\":\"k8s-ai-sidecar\"}");
    assertThat(kept.path("status").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("phase", "podIPs");
  }

  private static Pod read(KubernetesSerialization json) {
    return json.unmarshal(
        new ByteArrayInputStream(POD.getBytes(StandardCharsets.UTF_8)), Pod.class);
  }

  private JsonNode json(Pod pod) {
    return whole.convertValue(pod, JsonNode.class);
  }
}
