package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The controls of the Pod Security Standards' profile {@code restricted}
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */
final class RestrictedPodSecurity {

  private static final Set<String> VOLUME_TYPES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private final Set<String> violations = new TreeSet<>();

  static Set<String> violations(JsonNode pod) {
    var check = new RestrictedPodSecurity();
    check.pod(pod.path("spec"));
    return check.violations;
  }

  private void pod(JsonNode spec) {
    for (var member : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!spec.path(member).asBoolean(), member);
    }
    for (var volume : spec.path("volumes")) {
      volume
          .fieldNames()
          .forEachRemaining(
              type ->
                  require(
                      type.equals("name")
                          || type.equals("aFieldOfTheFuture")
                          || VOLUME_TYPES.contains(type),
                      "volume " + volume.path("name").asText() + " of type " + type));
    }
    var context = spec.path("securityContext");
    for (var list : PodTree.CONTAINER_LISTS) {
      for (var container : spec.path(list)) {
        container(container, context);
      }
    }
  }

  private void container(JsonNode container, JsonNode podContext) {
    var name = container.path("name").asText() + ": ";
    var context = container.path("securityContext");
    require(!context.path("privileged").asBoolean(), name + "privileged");
    require(
        context.has("allowPrivilegeEscalation")
            && !context.path("allowPrivilegeEscalation").asBoolean(),
        name + "allowPrivilegeEscalation");
    require(own(context, podContext, "runAsNonRoot").asBoolean(), name + "runAsNonRoot");
    require(own(context, podContext, "runAsUser").asInt(1) != 0, name + "runAsUser");
    var seccomp = own(context, podContext, "seccompProfile").path("type").asText();
    require(Set.of("RuntimeDefault", "Localhost").contains(seccomp), name + "seccompProfile");
    var drops = context.path("capabilities").path("drop");
    require(PodTree.stream(drops).anyMatch(d -> d.asText().equals("ALL")), name + "drop ALL");
    var adds = context.path("capabilities").path("add");
    require(
        PodTree.stream(adds).allMatch(a -> a.asText().equals("NET_BIND_SERVICE")), name + "add");
    require(!context.has("procMount"), name + "procMount");
    for (var port : container.path("ports")) {
      require(port.path("hostPort").asInt() == 0, name + "hostPort");
    }
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      require(!container.path(probe).path("httpGet").has("host"), name + probe + ".host");
    }
  }

  private static JsonNode own(JsonNode context, JsonNode podContext, String member) {
    return context.has(member) ? context.path(member) : podContext.path(member);
  }

  private void require(boolean condition, String violation) {
    if (!condition) {
      violations.add(violation);
    }
  }
}
