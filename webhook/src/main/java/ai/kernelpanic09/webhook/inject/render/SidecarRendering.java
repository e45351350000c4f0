package ai.kernelpanic09.webhook.inject.render;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.inject.plan.PodIntent;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import ai.kernelpanic09.webhook.inject.proof.SealedParts;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** Renders the sidecar's container and its two volumes. */
public final class SidecarRendering {

  static final String IDENTITY_PATH = "/var/run/secrets/ai.kernelpanic09.io/identity";
  static final String JOURNAL_PATH = "/var/run/k8s-ai/journal";

  /** The id that distroless images call nonroot. */
  private static final int USER_ID = 65532;

  private static final int TOKEN_SECONDS = 3600;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SidecarRendering() {}

  /**
   * The container.
   *
   * @param asNative whether to render an init container that keeps running; otherwise it is an
   *     ordinary container whose start the next container waits for
   */
  public static ObjectNode container(
      SidecarTemplate template,
      EndpointPlan plan,
      PodIntent intent,
      String workload,
      boolean asNative) {
    var container =
        JSON.objectNode()
            .put("name", Names.SIDECAR_CONTAINER)
            .put("image", template.images().injected());
    if (asNative) {
      container.put("restartPolicy", "Always");
    }
    environment(container.putArray("env"), template, plan, intent, workload, asNative);
    container
        .putArray("ports")
        .addObject()
        .put("name", Names.METRICS_PORT_NAME)
        .put("containerPort", Names.SIDECAR_METRICS_PORT);
    container.set("resources", SidecarResources.of(template, plan, intent).json());
    probe(container, "startupProbe", "/healthz", 1, 120);
    probe(container, "livenessProbe", "/healthz", 10, 6);
    probe(container, "readinessProbe", "/readyz", 5, 3);
    if (!asNative) {
      // The kubelet starts the next container only when this hook has returned.
      container
          .putObject("lifecycle")
          .putObject("postStart")
          .putObject("exec")
          .set("command", strings(template.waitCommand()));
    }
    container.set("securityContext", security(template));
    container.put("terminationMessagePolicy", "FallbackToLogsOnError");
    mounts(container.putArray("volumeMounts"));
    return container;
  }

  /** The volumes. */
  public static List<ObjectNode> volumes() {
    return List.of(identity(), journal());
  }

  private static void environment(
      ArrayNode env,
      SidecarTemplate template,
      EndpointPlan plan,
      PodIntent intent,
      String workload,
      boolean asNative) {
    var endpoints =
        plan.sidecarEndpoints().stream()
            .map(EndpointName::toString)
            .collect(Collectors.joining(","));
    variable(env, "K8S_AI_ENDPOINTS", endpoints);
    variable(env, WorkloadName.VARIABLE, workload);
    field(env, "K8S_AI_POD_NAME", "metadata.name");
    field(env, "K8S_AI_POD_UID", "metadata.uid");
    field(env, "K8S_AI_POD_NAMESPACE", "metadata.namespace");
    variable(env, SealedParts.CONTROL_URL, template.controlUrl());
    // Not by a ConfigMap of the pod's namespace, in which its editors could write a CA of their
    // own.
    if (!template.controlCa().isEmpty()) {
      variable(env, "K8S_AI_CONTROL_CA", template.controlCa());
    }
    if (!template.awsCa().isEmpty()) {
      variable(env, "K8S_AI_AWS_CA", template.awsCa());
    }
    variable(env, "K8S_AI_LOG_LEVEL", intent.logLevel());
    plan.maxBodyBytes()
        .ifPresent(bytes -> variable(env, "K8S_AI_MAX_BODY_BYTES", Long.toString(bytes)));
    if (!asNative) {
      // The kubelet ends a native sidecar itself when the pod's work is done.
      variable(env, "K8S_AI_QUIT", "on");
    }
  }

  private static void variable(ArrayNode env, String name, String value) {
    env.addObject().put("name", name).put("value", value);
  }

  private static void field(ArrayNode env, String name, String path) {
    env.addObject()
        .put("name", name)
        .putObject("valueFrom")
        .putObject("fieldRef")
        .put("fieldPath", path);
  }

  private static void probe(
      ObjectNode container, String probe, String path, int periodSeconds, int failureThreshold) {
    var json = container.putObject(probe);
    json.putObject("httpGet").put("path", path).put("port", Names.SIDECAR_METRICS_PORT);
    json.put("periodSeconds", periodSeconds)
        .put("timeoutSeconds", probe.equals("startupProbe") ? 1 : 5)
        .put("failureThreshold", failureThreshold);
  }

  /** What Pod Security {@code restricted} asks for; OpenShift chooses user ids itself. */
  private static ObjectNode security(SidecarTemplate template) {
    var context =
        JSON.objectNode()
            .put("allowPrivilegeEscalation", false)
            .put("readOnlyRootFilesystem", true)
            .put("runAsNonRoot", true);
    if (!template.openShift()) {
      context.put("runAsUser", USER_ID).put("runAsGroup", USER_ID);
    }
    context.putObject("capabilities").set("drop", strings(List.of("ALL")));
    context.putObject("seccompProfile").put("type", "RuntimeDefault");
    return context;
  }

  private static void mounts(ArrayNode mounts) {
    mounts
        .addObject()
        .put("name", Names.IDENTITY_VOLUME)
        .put("mountPath", IDENTITY_PATH)
        .put("readOnly", true);
    mounts.addObject().put("name", Names.JOURNAL_VOLUME).put("mountPath", JOURNAL_PATH);
  }

  private static ObjectNode identity() {
    var volume = JSON.objectNode().put("name", Names.IDENTITY_VOLUME);
    volume
        .putObject("projected")
        .putArray("sources")
        .addObject()
        .putObject("serviceAccountToken")
        .put("audience", Names.CONTROL_AUDIENCE)
        .put("expirationSeconds", TOKEN_SECONDS)
        .put("path", "token");
    return volume;
  }

  /** In memory, since a disk emptyDir keeps the cluster autoscaler from moving the pod. */
  private static ObjectNode journal() {
    var volume = JSON.objectNode().put("name", Names.JOURNAL_VOLUME);
    volume.putObject("emptyDir").put("medium", "Memory").put("sizeLimit", "1Mi");
    return volume;
  }

  private static ArrayNode strings(List<String> texts) {
    var array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
