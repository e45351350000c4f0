package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.DeletionPolicy;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import ai.kernelpanic09.operator.status.ConditionState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Removes what a policy that is being deleted has in AWS. */
final class PolicyRemoval {

  private final GuardrailAccess access;
  private final ControlPace pace;
  private final Map<Key, GuardrailRemoval> underWay = new ConcurrentHashMap<>();

  private record Key(String policyUid, Target target) {}

  /** Why the policy can't go yet, and when to look again. */
  record Left(ConditionState state, Duration after) {}

  PolicyRemoval(GuardrailAccess access, ControlPace pace) {
    this.access = access;
    this.pace = pace;
  }

  /**
   * @return empty when nothing is left that would have to be removed
   */
  Optional<Left> advance(GuardrailPolicy policy, GuardrailOwner owner) {
    if (policy.getSpec().deletionPolicy() == DeletionPolicy.RETAIN) {
      return Optional.empty();
    }
    var managers = new TreeMap<Target, @Nullable Manager>(ManagerNotes.read(policy));
    PolicyStatus.entries(policy).keySet().forEach(target -> managers.putIfAbsent(target, null));
    var own = policy.getSpec().roleArn();
    for (var target : new TreeSet<>(managers.keySet())) {
      var manager =
          own != null && RoleRules.account(own).equals(target.account())
              ? Manager.ofPolicy(owner.policy(), own)
              : managers.get(target);
      var left = remove(owner, target, manager);
      if (left.isPresent()) {
        return left;
      }
    }
    return Optional.empty();
  }

  void forget(GuardrailPolicy policy) {
    underWay.keySet().removeIf(key -> key.policyUid().equals(policy.getMetadata().getUid()));
  }

  private Optional<Left> remove(GuardrailOwner owner, Target target, @Nullable Manager manager) {
    if (manager == null) {
      return Optional.of(
          left(
              target,
              new Refused(
                  ConditionReason.PERMISSION_MISSING,
                  "no role is known to delete the guardrail with: set spec.roleArn",
                  FailureReading.RETRY)));
    }
    var removal =
        underWay.computeIfAbsent(
            new Key(owner.policyUid(), target), key -> new GuardrailRemoval(pace));
    GuardrailCalls calls;
    try {
      calls = access.open(manager, target.region());
    } catch (AwsFailure e) {
      return Optional.of(left(target, FailureReading.ofSession(e, manager.roleArn())));
    }
    return removal.step(calls, owner).map(outcome -> left(target, outcome));
  }

  private static Left left(Target target, SyncOutcome outcome) {
    return switch (outcome) {
      case Refused(var reason, var message, var after) ->
          new Left(
              ConditionState.ofFalse(
                  reason,
                  target
                      + ": "
                      + message
                      + " (spec.deletionPolicy Retain leaves the guardrail in AWS)"),
              after);
      case Syncing(var after, var state, var message, var lost) ->
          new Left(
              ConditionState.ofFalse(ConditionReason.DELETING, target + ": " + message), after);
      case Synced ignored -> throw new IllegalStateException("a removal ends in nothing");
      case Drifted ignored -> throw new IllegalStateException("a removal compares nothing");
    };
  }
}
