package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.credentials.RoleRules;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps in an annotation of the policy the role with which each guardrail is managed: when the
 * policy is deleted, the endpoints that lent their roles are already gone. It is written before
 * anything is created in AWS, so that nothing there is forgotten.
 */
final class ManagerAnnotation {

  /** Items {@code account/region namespace/endpoint role}, separated by {@code ;}. */
  static final String ANNOTATION = Keys.GROUP + "/guardrail-managers";

  static SortedMap<AccountRegion, Manager> read(GuardrailPolicy policy) {
    var notes = new TreeMap<AccountRegion, Manager>();
    var annotations = policy.getMetadata().getAnnotations();
    var text = annotations == null ? "" : annotations.getOrDefault(ANNOTATION, "");
    for (var item : text.split(";", -1)) {
      var words = item.strip().split(" ", -1);
      if (words.length == 3 && words[0].contains("/") && RoleRules.isRoleArn(words[2])) {
        var slash = words[0].indexOf('/');
        try {
          notes.put(
              new AccountRegion(words[0].substring(0, slash), words[0].substring(slash + 1)),
              new Manager(EndpointName.parse(words[1]), words[2]));
        } catch (IllegalArgumentException ignored) {
          // An item that was edited by hand is skipped: spec.roleArn can manage the guardrail
          // instead.
        }
      }
    }
    return notes;
  }

  /** Writes {@code managers} into the annotation; items about other accounts and regions stay. */
  static SortedMap<AccountRegion, Manager> write(
      KubernetesClient client, GuardrailPolicy policy, SortedMap<AccountRegion, Manager> managers) {
    var before = read(policy);
    var after = new TreeMap<>(before);
    after.putAll(managers);
    if (!after.equals(before)) {
      var patch =
          client
              .getKubernetesSerialization()
              .asJson(Map.of("metadata", Map.of("annotations", Map.of(ANNOTATION, text(after)))));
      client
          .resources(GuardrailPolicy.class)
          .withName(policy.getMetadata().getName())
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
    return after;
  }

  static String text(SortedMap<AccountRegion, Manager> managers) {
    return managers.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue().as() + " " + each.getValue().roleArn())
        .collect(Collectors.joining("; "));
  }

  private ManagerAnnotation() {}
}
