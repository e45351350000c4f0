package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.status.ConditionList;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns verdicts into conditions, and derives Ready. */
final class Conditions {

  /** How long a state outlives the last time that AWS confirmed it. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private final List<Condition> before;
  private final long generation;
  private final Instant now;

  Conditions(List<Condition> before, long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * @param failingSince when AWS began to be away, for steps that say so
   */
  List<Condition> of(
      Map<ConditionType, Verdict> verdicts, Map<ConditionType, Instant> failingSince) {
    var settled = new EnumMap<ConditionType, Verdict>(ConditionType.class);
    verdicts.forEach(
        (type, verdict) ->
            settled.put(type, settle(type, verdict, failingSince.getOrDefault(type, now))));
    settled.put(ConditionType.READY, ready(settled));
    var conditions = new ArrayList<Condition>();
    settled.forEach((type, verdict) -> conditions.add(condition(type, verdict)));
    return conditions;
  }

  private Verdict settle(ConditionType type, Verdict verdict, Instant since) {
    if (verdict.state() != Verdict.State.PASSING) {
      return verdict;
    }
    var last = find(before, type);
    if (last.isEmpty() || !now.isBefore(since.plus(PATIENCE))) {
      return verdict;
    }
    var state =
        switch (last.get().getStatus()) {
          case "True" -> Verdict.State.TRUE;
          case "False" -> Verdict.State.FALSE;
          default -> Verdict.State.UNKNOWN;
        };
    return new Verdict(state, last.get().getReason(), last.get().getMessage());
  }

  private static Verdict ready(Map<ConditionType, Verdict> verdicts) {
    for (var type : ConditionType.NEEDED) {
      var verdict = verdicts.get(type);
      if (verdict == null) {
        return Verdict.unknown("Reconciling", type.id() + " is not decided yet");
      }
      var passes =
          verdict.state() == Verdict.State.TRUE
              || verdict.reason().equals(ConditionType.CHECK_NOT_PERMITTED);
      if (!passes) {
        return new Verdict(verdict.state(), verdict.reason(), type.id() + ": " + verdict.message());
      }
    }
    return Verdict.yes("Ready", "calls are served while there is budget");
  }

  private Condition condition(ConditionType type, Verdict verdict) {
    return ConditionList.next(
        before,
        type.id(),
        verdict.state().status(),
        verdict.reason(),
        verdict.message(),
        generation,
        now);
  }

  /**
   * The first condition that keeps sidecars from serving: one that guards money or access and does
   * not hold. While AWS or the API server is away nobody has denied anything: holders that have
   * valid credentials go on.
   */
  static Optional<Condition> closing(List<Condition> conditions) {
    for (var type : ConditionType.GUARDING) {
      var condition = find(conditions, type);
      if (condition.isEmpty() || !serves(condition.get())) {
        return condition.isEmpty() ? find(conditions, ConditionType.READY) : condition;
      }
    }
    return Optional.empty();
  }

  private static boolean serves(Condition condition) {
    return "True".equals(condition.getStatus())
        || ("Unknown".equals(condition.getStatus())
            && List.of(
                    ConditionType.CHECK_NOT_PERMITTED,
                    "AwsUnavailable",
                    Failure.API_SERVER_UNAVAILABLE)
                .contains(condition.getReason()));
  }

  /**
   * The same conditions; where calls are served by limits of an older spec Ready says so.
   *
   * @param limitsGeneration generation of the spec that the limits are of; null if not known
   */
  static List<Condition> tellingOf(@Nullable Long limitsGeneration, List<Condition> conditions) {
    return conditions.stream()
        .map(
            each ->
                limitsGeneration == null
                        || !each.getType().equals(ConditionType.READY.id())
                        || !"True".equals(each.getStatus())
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

  static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return ConditionList.find(conditions, type.id());
  }

  static boolean isTrue(List<Condition> conditions, ConditionType type) {
    return find(conditions, type).filter(each -> "True".equals(each.getStatus())).isPresent();
  }
}
