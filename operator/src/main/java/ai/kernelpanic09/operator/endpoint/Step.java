package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionState;
import org.jspecify.annotations.Nullable;

/** Decides one condition of an endpoint, and observes what later steps need. */
interface Step {

  ConditionType condition();

  /**
   * @param observed what the steps before have observed
   */
  Result check(Observation observed);

  /**
   * What a step says, and hands on.
   *
   * @param state null when there is nothing to say, or nothing beyond what an earlier step has said
   * @param observed with what this step has observed
   */
  record Result(@Nullable ConditionState state, Observation observed) {}
}
