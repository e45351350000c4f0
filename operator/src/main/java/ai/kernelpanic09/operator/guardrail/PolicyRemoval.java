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

/** Removes from AWS the guardrails of a policy that is being deleted. */
final class PolicyRemoval {

  private final GuardrailSessions sessions;
  private final ControlPace pace;
  private final Map<Key, GuardrailRemoval> underWay = new ConcurrentHashMap<>();

  private record Key(String policyUid, AccountRegion place) {}

  /** Why the policy can't go yet, and when to look again. */
  record Left(ConditionState state, Duration after) {}

  PolicyRemoval(GuardrailSessions sessions, ControlPace pace) {
    this.sessions = sessions;
    this.pace = pace;
  }

  /**
   * @return empty when no guardrail is left to remove
   */
  Optional<Left> advance(GuardrailPolicy policy, GuardrailOwner owner) {
    if (policy.getSpec().deletionPolicy() == DeletionPolicy.RETAIN) {
      return Optional.empty();
    }
    var managers = new TreeMap<AccountRegion, @Nullable Manager>(ManagerAnnotation.read(policy));
    PolicyStatus.entries(policy).keySet().forEach(place -> managers.putIfAbsent(place, null));
    var own = policy.getSpec().roleArn();
    for (var place : new TreeSet<>(managers.keySet())) {
      var manager =
          own != null && RoleRules.account(own).equals(place.account())
              ? Manager.ofPolicy(owner.policy(), own)
              : managers.get(place);
      var left = remove(owner, place, manager);
      if (left.isPresent()) {
        return left;
      }
    }
    return Optional.empty();
  }

  void forget(GuardrailPolicy policy) {
    underWay.keySet().removeIf(key -> key.policyUid().equals(policy.getMetadata().getUid()));
  }

  private Optional<Left> remove(
      GuardrailOwner owner, AccountRegion place, @Nullable Manager manager) {
    if (manager == null) {
      return Optional.of(
          left(
              place,
              new Refused(
                  ConditionReason.PERMISSION_MISSING,
                  "no role is known to delete the guardrail with: set spec.roleArn",
                  FailureReading.RETRY)));
    }
    var removal =
        underWay.computeIfAbsent(
            new Key(owner.policyUid(), place), key -> new GuardrailRemoval(pace));
    GuardrailCalls calls;
    try {
      calls = sessions.open(manager, place.region());
    } catch (AwsFailure e) {
      return Optional.of(left(place, FailureReading.ofSession(e, manager.roleArn())));
    }
    return removal.step(calls, owner).map(outcome -> left(place, outcome));
  }

  private static Left left(AccountRegion place, SyncOutcome outcome) {
    return switch (outcome) {
      case Refused(var reason, var message, var after) ->
          new Left(
              ConditionState.ofFalse(
                  reason,
                  place
                      + ": "
                      + message
                      + " (spec.deletionPolicy Retain leaves the guardrail in AWS)"),
              after);
      case Syncing(var after, var state, var message, var lost) ->
          new Left(ConditionState.ofFalse(ConditionReason.DELETING, place + ": " + message), after);
      case Synced ignored -> throw new IllegalStateException("a removal ends in nothing");
      case Drifted ignored -> throw new IllegalStateException("a removal compares nothing");
    };
  }
}
