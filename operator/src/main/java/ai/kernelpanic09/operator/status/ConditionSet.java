package ai.kernelpanic09.operator.status;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the conditions of one status by the conventions of Kubernetes: a condition keeps the time
 * of its last transition as long as its status is the same, and names the generation of the spec
 * that it is about.
 */
public final class ConditionSet {

  private static final String TRUE = ConditionState.Status.TRUE.text();

  private final List<Condition> before;
  private final Long generation;
  private final Instant now;
  private final Map<String, Condition> set = new LinkedHashMap<>();

  private ConditionSet(List<Condition> before, Long generation, Instant now) {
    this.before = List.copyOf(before);
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * An empty set.
   *
   * @param before the status's earlier conditions
   * @param generation of the spec
   */
  public static ConditionSet after(List<Condition> before, Long generation, Instant now) {
    return new ConditionSet(before, generation, now);
  }

  /** A set that starts with the earlier conditions, each of which stays until it is set. */
  public static ConditionSet amending(List<Condition> before, Long generation, Instant now) {
    var conditions = new ConditionSet(before, generation, now);
    before.forEach(each -> conditions.set.put(each.getType(), each));
    return conditions;
  }

  /** The conditions of a status; none where it has none yet. */
  public static List<Condition> in(@Nullable List<Condition> conditions) {
    return conditions == null ? List.of() : conditions;
  }

  public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return conditions.stream().filter(each -> type.id().equals(each.getType())).findFirst();
  }

  public static boolean isTrue(List<Condition> conditions, ConditionType type) {
    return find(conditions, type).filter(ConditionSet::isTrue).isPresent();
  }

  static boolean isTrue(Condition condition) {
    return TRUE.equals(condition.getStatus());
  }

  public ConditionSet set(ConditionType type, ConditionState state) {
    assert state.reason().types().contains(type) || type == ConditionType.READY
        : state.reason() + " is not declared as a reason of " + type;
    return put(type, state.status().text(), state.reason().id(), state.message());
  }

  /**
   * Keeps the condition's earlier state until {@code until}.
   *
   * @param state the state from then on, or if the condition has no earlier one
   */
  public ConditionSet keepUntil(Instant until, ConditionType type, ConditionState state) {
    var last = find(before, type);
    if (last.isEmpty() || !now.isBefore(until)) {
      return set(type, state);
    }
    var kept = last.get();
    return put(type, kept.getStatus(), kept.getReason(), kept.getMessage());
  }

  /**
   * Derives Ready: it has status, reason and message of the first needed condition that does not
   * hold, and is Unknown if that one is missing. A condition that the operator may not check counts
   * as holding.
   *
   * @param naming whether its message begins with the type of that condition
   * @param otherwise its state if all of them hold
   */
  public ConditionSet deriveReady(
      List<ConditionType> needed, boolean naming, ConditionState otherwise) {
    for (var type : needed) {
      var condition = set.get(type.id());
      if (condition == null) {
        return set(
            ConditionType.READY,
            ConditionState.ofUnknown(
                ConditionReason.RECONCILING, type.id() + " is not decided yet"));
      }
      if (!allowsReady(condition)) {
        var message = condition.getMessage();
        return put(
            ConditionType.READY,
            condition.getStatus(),
            condition.getReason(),
            naming ? type.id() + ": " + message : message);
      }
    }
    return set(ConditionType.READY, otherwise);
  }

  private static boolean allowsReady(Condition condition) {
    return isTrue(condition)
        || ConditionReason.CHECK_NOT_PERMITTED.id().equals(condition.getReason());
  }

  /** The conditions, in the order in which they were first set. */
  public List<Condition> conditions() {
    return List.copyOf(set.values());
  }

  private ConditionSet put(ConditionType type, String status, String reason, String message) {
    var since =
        find(before, type)
            .filter(each -> status.equals(each.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.toString());
    set.put(
        type.id(),
        new ConditionBuilder()
            .withType(type.id())
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
    return this;
  }

  /**
   * A condition whose status or reason differs from the earlier one.
   *
   * @param first whether there was no such condition before
   */
  public record Transition(Condition condition, boolean first) {

    public boolean isOf(ConditionType type) {
      return type.id().equals(condition.getType());
    }

    public boolean isTrue() {
      return ConditionSet.isTrue(condition);
    }

    /** Whether it is worth an Event: a change always is, a first state only if it is False. */
    public boolean isNews() {
      return !first || ConditionState.Status.FALSE.text().equals(condition.getStatus());
    }
  }

  /** The conditions of {@code after} whose status or reason is not that of {@code before}. */
  public static List<Transition> transitions(List<Condition> before, List<Condition> after) {
    return after.stream()
        .filter(each -> before.stream().noneMatch(last -> says(last, each)))
        .map(
            each ->
                new Transition(
                    each, before.stream().noneMatch(last -> last.getType().equals(each.getType()))))
        .toList();
  }

  private static boolean says(Condition last, Condition next) {
    return last.getType().equals(next.getType())
        && Objects.equals(last.getStatus(), next.getStatus())
        && Objects.equals(last.getReason(), next.getReason());
  }
}
