package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;

/**
 * The parts of a pod's sidecar that its proof covers, in a form that is the same before and after
 * the API server has stored the pod.
 *
 * <p>The proof covers everything that decides how the program runs and what it reads. It leaves out
 * the image, which policies rewrite and {@link SidecarImages} bounds, the defaults of the API
 * server ({@code terminationMessagePath}, {@code imagePullPolicy}, {@code fieldRef.apiVersion},
 * {@code defaultMode}), additions of its admission plugins (the ServiceAccount's token mount, a
 * LimitRange's resources, OpenShift's user ids), and fields that others may tune (resources, probes
 * without a command).
 */
public final class SealedParts {

  /** The sidecar's variable that says where the operator is. */
  public static final String CONTROL_URL = "K8S_AI_CONTROL_URL";

  /** Where Kubernetes mounts the app's own token into every container; the sidecar ignores it. */
  private static final String API_TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private static final String API_TOKEN_VOLUME_PREFIX = "kube-api-access-";

  /** Fields that are copied as they are: the API server adds nothing to them. */
  private static final List<String> VERBATIM =
      List.of(
          "name",
          "command",
          "args",
          "envFrom",
          "lifecycle",
          "restartPolicy",
          "workingDir",
          "volumeDevices",
          "stdin",
          "tty");

  /** Fields of the pod that decide what the sidecar shares with others, and whom it calls. */
  private static final List<String> SHARING =
      List.of("runtimeClassName", "hostAliases", "dnsConfig");

  static ObjectNode of(JsonNode pod) {
    var parts = JsonNodeFactory.instance.objectNode();
    var containers = parts.putArray("containers");
    PodTree.containers(pod)
        .filter(PodTree::isSidecar)
        .forEach(container -> containers.add(container(container)));
    var volumes = parts.putArray("volumes");
    PodTree.stream(pod.path("spec").path("volumes"))
        .filter(volume -> PodTree.isOurVolume(PodTree.name(volume)))
        .forEach(volume -> volumes.add(volume(volume)));
    return parts;
  }

  /**
   * What the sidecar shares with the node and the pod's other containers. The pod's securityContext
   * is left out: the sidecar's own overrides it.
   */
  static ObjectNode shared(JsonNode pod) {
    var spec = pod.path("spec");
    var sealed = JsonNodeFactory.instance.objectNode();
    for (var member : List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")) {
      sealed.put(member, spec.path(member).asBoolean());
    }
    sealed.put("hostUsers", spec.path("hostUsers").asBoolean(true));
    sealed.put("dnsPolicy", spec.path("dnsPolicy").asText("ClusterFirst"));
    for (var member : SHARING) {
      copy(spec, member, sealed);
    }
    return sealed;
  }

  /** The host at which a sidecar calls the operator; empty if it names none. */
  static String controlHost(JsonNode sidecar) {
    return PodTree.stream(sidecar.path("env"))
        .filter(variable -> PodTree.name(variable).equals(CONTROL_URL))
        .map(variable -> host(variable.path("value").asText()))
        .findFirst()
        .orElse("");
  }

  private static String host(String url) {
    try {
      return Objects.requireNonNullElse(new URI(url).getHost(), "");
    } catch (URISyntaxException e) {
      return "";
    }
  }

  public static ObjectNode container(JsonNode container) {
    var sealed = JsonNodeFactory.instance.objectNode();
    for (var member : VERBATIM) {
      copy(container, member, sealed);
    }
    sealed.set("env", environment(container.path("env")));
    sealed.set("volumeMounts", mounts(container.path("volumeMounts")));
    sealed.set("probeCommands", probeCommands(container));
    sealed.set("securityContext", security(container.path("securityContext")));
    return sealed;
  }

  private static ArrayNode environment(JsonNode env) {
    var sealed = JsonNodeFactory.instance.arrayNode();
    for (var variable : env) {
      var copy = variable.deepCopy();
      if (copy.path("valueFrom").path("fieldRef") instanceof ObjectNode field
          && field.path("apiVersion").asText().equals("v1")) {
        field.remove("apiVersion");
      }
      sealed.add(copy);
    }
    return sealed;
  }

  private static ArrayNode mounts(JsonNode mounts) {
    var sealed = JsonNodeFactory.instance.arrayNode();
    PodTree.stream(mounts).filter(mount -> !isApiToken(mount)).forEach(sealed::add);
    return sealed;
  }

  public static boolean isApiToken(JsonNode mount) {
    return mount.path("mountPath").asText().equals(API_TOKEN_PATH)
        && PodTree.name(mount).startsWith(API_TOKEN_VOLUME_PREFIX);
  }

  private static ArrayNode probeCommands(JsonNode container) {
    var sealed = JsonNodeFactory.instance.arrayNode();
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      if (container.path(probe).has("exec")) {
        sealed.add(container.path(probe).path("exec"));
      }
    }
    return sealed;
  }

  private static ObjectNode security(JsonNode context) {
    var sealed = JsonNodeFactory.instance.objectNode();
    for (var member :
        List.of("runAsNonRoot", "allowPrivilegeEscalation", "readOnlyRootFilesystem")) {
      copy(context, member, sealed);
    }
    sealed.put("privileged", context.path("privileged").asBoolean());
    copy(context.path("capabilities"), "add", sealed);
    var dropsAll =
        PodTree.stream(context.path("capabilities").path("drop"))
            .anyMatch(capability -> capability.asText().equals("ALL"));
    return sealed.put("dropsAllCapabilities", dropsAll);
  }

  public static JsonNode volume(JsonNode volume) {
    var sealed = volume.deepCopy();
    if (sealed.path("projected") instanceof ObjectNode projected) {
      projected.remove("defaultMode");
    }
    return sealed;
  }

  private static void copy(JsonNode from, String member, ObjectNode to) {
    if (from.has(member)) {
      to.set(member, from.get(member));
    }
  }

  private SealedParts() {}
}
