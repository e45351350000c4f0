package ai.kernelpanic09.operator.endpoint;

import static ai.kernelpanic09.api.condition.ConditionType.GUARDRAIL_SYNCED;
import static ai.kernelpanic09.api.condition.ConditionType.LEDGER_READY;
import static ai.kernelpanic09.api.condition.ConditionType.MODEL_REACHABLE;
import static ai.kernelpanic09.api.condition.ConditionType.PRICED;
import static ai.kernelpanic09.api.condition.ConditionType.READY;
import static ai.kernelpanic09.api.condition.ConditionType.ROLE_ASSUMABLE;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.ConditionState.Status;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions of an endpoint, and what they mean for serving calls. */
final class EndpointConditions {

  /** How long a condition keeps its state after AWS or the API server has become unavailable. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  /**
   * The conditions that Ready is derived from. ServiceReady is not one of them, because editors of
   * the namespace write Services: they would decide over the callers of all others.
   */
  private static final List<ConditionType> NEEDED =
      List.of(ROLE_ASSUMABLE, MODEL_REACHABLE, PRICED, GUARDRAIL_SYNCED, LEDGER_READY);

  /**
   * The conditions that guard money and access: sidecars are served while these hold. LedgerReady
   * is not one of them, because a ledger that can't grant refuses each ask itself.
   */
  private static final List<ConditionType> GUARDING =
      List.of(ROLE_ASSUMABLE, MODEL_REACHABLE, PRICED, GUARDRAIL_SYNCED);

  /** Reasons of an Unknown condition that do not keep sidecars from serving. */
  private static final List<String> DENY_NOTHING =
      List.of(
          ConditionReason.CHECK_NOT_PERMITTED.id(),
          ConditionReason.AWS_UNAVAILABLE.id(),
          ConditionReason.API_SERVER_UNAVAILABLE.id());

  /**
   * Turns states into conditions, in the order of their types, and derives Ready.
   *
   * @param before the status's earlier conditions
   * @param generation of the spec
   * @param failingSince for each state that is UNAVAILABLE, when AWS or the API server became
   *     unavailable
   * @param obstacle the state of Ready if all else holds and something still is in the way, such as
   *     an error in the spec
   */
  static List<Condition> of(
      List<Condition> before,
      Long generation,
      Instant now,
      Map<ConditionType, ConditionState> states,
      Map<ConditionType, Instant> failingSince,
      Optional<ConditionState> obstacle) {
    var conditions = ConditionSet.after(before, generation, now);
    states.forEach(
        (type, state) -> {
          if (state.status() == Status.UNAVAILABLE) {
            var since = failingSince.getOrDefault(type, now);
            conditions.keepUntil(since.plus(PATIENCE), type, state);
          } else {
            conditions.set(type, state);
          }
        });
    var ready =
        obstacle.orElse(
            ConditionState.ofTrue(ConditionReason.READY, "calls are served while there is budget"));
    return conditions.deriveReady(NEEDED, true, ready).conditions();
  }

  /**
   * The first condition that keeps sidecars from serving: one that guards money or access and does
   * not hold, or Ready if such a condition is missing. While AWS or the API server is away, nothing
   * has been denied: holders with valid credentials go on.
   */
  static Optional<Condition> closing(List<Condition> conditions) {
    for (var type : GUARDING) {
      var condition = ConditionSet.find(conditions, type);
      if (condition.isEmpty() || !serves(condition.get())) {
        return condition.isEmpty() ? ConditionSet.find(conditions, READY) : condition;
      }
    }
    return Optional.empty();
  }

  private static boolean serves(Condition condition) {
    return Status.TRUE.text().equals(condition.getStatus())
        || (Status.UNKNOWN.text().equals(condition.getStatus())
            && DENY_NOTHING.contains(condition.getReason()));
  }

  /**
   * The conditions; Ready says so if calls are served by the limits of an older spec.
   *
   * @param limitsGeneration generation of the spec that the limits were resolved from; null if
   *     unknown
   */
  static List<Condition> tellingOf(@Nullable Long limitsGeneration, List<Condition> conditions) {
    return conditions.stream()
        .map(
            each ->
                limitsGeneration == null
                        || !each.getType().equals(READY.id())
                        || !Status.TRUE.text().equals(each.getStatus())
                        || limitsGeneration >= each.getObservedGeneration()
                    ? each
                    : new ConditionBuilder(each)
                        .withMessage(
                            each.getMessage()
                                + ", by the limits of generation "
                                + limitsGeneration
                                + " of the spec: the newer one can't be looked at yet")
                        .build())
        .toList();
  }

  private EndpointConditions() {}
}
