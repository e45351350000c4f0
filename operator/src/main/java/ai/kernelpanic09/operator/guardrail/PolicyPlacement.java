package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.operator.credentials.RoleRules;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds the accounts and regions in which a policy is needed, and the role that manages it in each.
 */
final class PolicyPlacement {

  private static final Comparator<ModelEndpoint> OLDEST_FIRST =
      Comparator.comparing((ModelEndpoint each) -> each.getMetadata().getCreationTimestamp())
          .thenComparing(ModelEndpoint::endpointName);

  private final Function<String, Map<String, String>> namespaceAnnotations;
  private final boolean requireAllowList;

  /**
   * @param namespaceAnnotations gives the annotations of a namespace by its name: a role that an
   *     endpoint's namespace does not allow must not be used for a guardrail either
   */
  PolicyPlacement(
      Function<String, Map<String, String>> namespaceAnnotations, boolean requireAllowList) {
    this.namespaceAnnotations = namespaceAnnotations;
    this.requireAllowList = requireAllowList;
  }

  static List<ModelEndpoint> referencing(String policy, Collection<ModelEndpoint> endpoints) {
    return endpoints.stream()
        .filter(each -> policy.equals(each.getSpec().guardrailPolicyRef()))
        .sorted(OLDEST_FIRST)
        .toList();
  }

  /**
   * @param referencing the endpoints that name the policy, the oldest first
   */
  SortedMap<AccountRegion, Manager> of(GuardrailPolicy policy, List<ModelEndpoint> referencing) {
    var managers = new TreeMap<AccountRegion, Manager>();
    for (var endpoint : referencing) {
      var role = endpoint.getSpec().irsaRoleArn();
      if (isUsable(endpoint, role)) {
        var place = new AccountRegion(RoleRules.account(role), endpoint.getSpec().region());
        managers.putIfAbsent(place, new Manager(endpoint.endpointName(), role));
      }
    }
    // A role manages its own account only: elsewhere the endpoints' roles do.
    var own = policy.getSpec().roleArn();
    if (own != null && RoleRules.isRoleArn(own)) {
      managers.replaceAll(
          (place, manager) ->
              place.account().equals(RoleRules.account(own))
                  ? Manager.ofPolicy(policy.getMetadata().getName(), own)
                  : manager);
    }
    return managers;
  }

  private boolean isUsable(ModelEndpoint endpoint, String role) {
    if (!RoleRules.isRoleArn(role)) {
      return false;
    }
    var allowed =
        namespaceAnnotations
            .apply(endpoint.getMetadata().getNamespace())
            .get(Keys.ALLOWED_ROLE_ARNS);
    return RoleRules.refusal(role, allowed, requireAllowList).isEmpty();
  }
}
