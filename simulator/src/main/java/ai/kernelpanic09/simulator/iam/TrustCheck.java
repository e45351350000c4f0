package ai.kernelpanic09.simulator.iam;

import ai.kernelpanic09.simulator.iam.Policy.Verdict;
import java.util.List;

/** Evaluates a role's trust policy for a principal that asks for a session. */
public final class TrustCheck {
  private TrustCheck() {}

  /** How a trust policy names a principal. */
  private enum Naming {
    NONE,
    ACCOUNT,
    EXACT
  }

  /**
   * Whether a signed caller may assume a role. Within one account, a trust policy that names the
   * caller itself is enough. If it names the account, or for a role of another account, the
   * caller's own policies must allow the action too.
   */
  public static boolean mayAssume(Caller caller, Role role, String action, RequestContext context) {
    var naming = Naming.NONE;
    for (var statement : role.trust().statements()) {
      if (statement.coversAction(action) && statement.holds(context)) {
        var named = naming(statement, caller);
        if (named != Naming.NONE && !statement.allow()) {
          return false;
        }
        naming = named.compareTo(naming) > 0 ? named : naming;
      }
    }
    var resource = role.arn().toString();
    var own = Policy.evaluate(caller.identityPolicies(), action, resource, context);
    var session =
        caller.sessionPolicy().isEmpty()
            ? own
            : Policy.evaluate(caller.sessionPolicy(), action, resource, context);
    if (own == Verdict.DENY || session == Verdict.DENY) {
      return false;
    }
    boolean allowedItself = own == Verdict.ALLOW && session == Verdict.ALLOW;
    boolean sameAccount = caller.account().equals(role.arn().account());
    return switch (naming) {
      case NONE -> false;
      case ACCOUNT -> allowedItself;
      case EXACT -> sameAccount || allowedItself;
    };
  }

  /** Whether a web identity of a provider may assume a role. */
  public static boolean mayAssumeFederated(
      String providerArn, Role role, String action, RequestContext context) {
    var allowed = false;
    for (var statement : role.trust().statements()) {
      var federated = statement.principals().getOrDefault("Federated", List.of());
      if ((federated.contains(providerArn) || federated.contains("*"))
          && statement.coversAction(action)
          && statement.holds(context)) {
        if (!statement.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  private static Naming naming(PolicyStatement statement, Caller caller) {
    var naming = Naming.NONE;
    for (var principal : statement.principals().getOrDefault("AWS", List.of())) {
      if (principal.equals("*")
          || principal.equals(caller.arn())
          || principal.equals(caller.identityArn())) {
        return Naming.EXACT;
      }
      if (principal.equals(caller.account())
          || principal.equals(
              "arn:%s:iam::%s:root".formatted(caller.partition(), caller.account()))) {
        naming = Naming.ACCOUNT;
      }
    }
    return naming;
  }
}
