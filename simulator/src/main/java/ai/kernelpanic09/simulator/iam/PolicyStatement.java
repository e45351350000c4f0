package ai.kernelpanic09.simulator.iam;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One statement of a policy.
 *
 * @param principals by kind (AWS, Federated, Service); empty in an identity policy
 */
record PolicyStatement(
    boolean allow,
    Map<String, List<String>> principals,
    List<String> actions,
    boolean exceptActions,
    List<String> resources,
    boolean exceptResources,
    List<Condition> conditions) {

  boolean covers(String action, String resource, RequestContext context) {
    return coversAction(action) && coversResource(resource) && holds(context);
  }

  boolean coversAction(String action) {
    var lower = action.toLowerCase(Locale.ROOT);
    return exceptActions
        != actions.stream().anyMatch(a -> Wildcard.matches(a.toLowerCase(Locale.ROOT), lower));
  }

  boolean holds(RequestContext context) {
    return conditions.stream().allMatch(c -> c.holds(context));
  }

  private boolean coversResource(String resource) {
    return exceptResources
        != resources.stream()
            .anyMatch(r -> r.equals("*") || r.equals(resource) || Wildcard.matchesArn(r, resource));
  }
}
