package ai.kernelpanic09.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The conditions of a status, after the conventions of Kubernetes. */
public final class ConditionList {

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(each -> type.equals(each.getType())).findFirst();
  }

  /**
   * A condition as it is now, with the time of its last transition: that of before where its status
   * is the same.
   *
   * @param before the conditions that it comes after
   * @param status {@code True}, {@code False} or {@code Unknown}
   */
  public static Condition next(
      List<Condition> before,
      String type,
      String status,
      String reason,
      String message,
      Long generation,
      Instant now) {
    var since =
        find(before, type)
            .filter(each -> status.equals(each.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }

  private ConditionList() {}
}
