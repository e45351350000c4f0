package ai.kernelpanic09.simulator.iam;

import java.util.List;

/** A parsed policy: an identity, session or trust policy. */
public record Policy(List<PolicyStatement> statements) {

  enum Verdict {
    ALLOW,
    DENY,
    NOTHING
  }

  Verdict evaluate(String action, String resource, RequestContext context) {
    var verdict = Verdict.NOTHING;
    for (var statement : statements) {
      if (statement.covers(action, resource, context)) {
        if (!statement.allow()) {
          return Verdict.DENY;
        }
        verdict = Verdict.ALLOW;
      }
    }
    return verdict;
  }

  static Verdict evaluate(
      List<Policy> policies, String action, String resource, RequestContext context) {
    var verdict = Verdict.NOTHING;
    for (var policy : policies) {
      var one = policy.evaluate(action, resource, context);
      if (one == Verdict.DENY) {
        return one;
      }
      if (one == Verdict.ALLOW) {
        verdict = one;
      }
    }
    return verdict;
  }
}
