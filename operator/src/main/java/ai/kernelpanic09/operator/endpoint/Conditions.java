package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.operator.status.ConditionList;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return ConditionList.find(conditions, type.id());
  }

  static boolean isTrue(List<Condition> conditions, ConditionType type) {
    return find(conditions, type).filter(each -> "True".equals(each.getStatus())).isPresent();
  }
}
