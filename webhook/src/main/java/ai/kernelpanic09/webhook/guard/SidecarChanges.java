package ai.kernelpanic09.webhook.guard;

import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SealedParts;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Names the fields in which a pod's sidecar differs from the one that would be rendered for it. */
final class SidecarChanges {

  private static final int MAX_NAMED = 5;

  private final List<String> fields = new ArrayList<>();

  /**
   * The fields by their names, a few at most; empty if there are none, or the cluster can't say how
   * the sidecar would be rendered.
   */
  static List<String> of(
      JsonNode pod, String namespace, InjectConfig config, ClusterFacts cluster) {
    JsonNode rendered;
    try {
      var result = Injector.inject(PodAdmission.creation(pod, namespace), config, cluster);
      rendered = result instanceof Patched patched ? patched.pod() : MissingNode.getInstance();
    } catch (RuntimeException e) {
      // The pod is refused anyway; only the sentence says less.
      return List.of();
    }
    var changes = new SidecarChanges();
    changes.container(sidecar(pod), sidecar(rendered));
    changes.named("volumes", ours(pod), ours(rendered), SealedParts::volume);
    return changes.fields.stream().limit(MAX_NAMED).toList();
  }

  private static JsonNode sidecar(JsonNode pod) {
    return PodTree.containers(pod)
        .filter(PodTree::isSidecar)
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  private static List<JsonNode> ours(JsonNode pod) {
    return PodTree.stream(pod.path("spec").path("volumes"))
        .filter(volume -> PodTree.isOurVolume(PodTree.name(volume)))
        .toList();
  }

  private void container(JsonNode stored, JsonNode rendered) {
    if (stored.isMissingNode() || rendered.isMissingNode()) {
      return;
    }
    var is = SealedParts.container(stored);
    var was = SealedParts.container(rendered);
    for (var member : members(is, was)) {
      switch (member) {
        case "env", "volumeMounts" ->
            named(member, list(is.path(member)), list(was.path(member)), each -> each);
        case "securityContext" ->
            members(is.path(member), was.path(member))
                .forEach(
                    each ->
                        compare(
                            "securityContext." + each,
                            is.path(member).path(each),
                            was.path(member).path(each)));
        default -> compare(member, is.path(member), was.path(member));
      }
    }
  }

  private static Set<String> members(JsonNode one, JsonNode other) {
    var names = new LinkedHashSet<String>();
    one.fieldNames().forEachRemaining(names::add);
    other.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<JsonNode> list(JsonNode array) {
    return PodTree.stream(array).toList();
  }

  private void named(
      String list, List<JsonNode> is, List<JsonNode> was, Function<JsonNode, JsonNode> sealed) {
    var names = new LinkedHashSet<String>();
    is.forEach(each -> names.add(PodTree.name(each)));
    was.forEach(each -> names.add(PodTree.name(each)));
    for (var name : names) {
      compare(list + " " + name, find(is, name, sealed), find(was, name, sealed));
    }
  }

  private static JsonNode find(
      List<JsonNode> list, String name, Function<JsonNode, JsonNode> sealed) {
    return list.stream()
        .filter(each -> PodTree.name(each).equals(name))
        .findFirst()
        .map(sealed)
        .orElse(MissingNode.getInstance());
  }

  private void compare(String field, JsonNode is, JsonNode was) {
    if (is.isMissingNode() && !was.isMissingNode()) {
      fields.add(field + " is gone");
    } else if (!is.isMissingNode() && was.isMissingNode()) {
      fields.add(field + " came");
    } else if (!is.equals(was)) {
      fields.add(field + " has changed");
    }
  }
}
