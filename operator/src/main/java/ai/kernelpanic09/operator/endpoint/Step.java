package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionState;
import org.jspecify.annotations.Nullable;

/** Decides one condition of an endpoint, and observes what later steps need. */
interface Step {

  ConditionType condition();

  /**
   * @param observed the observations of the earlier steps
   */
  Result check(Observation observed);

  /**
   * The result of a step.
   *
   * @param state state of the condition; null if the step adds nothing to the state of an earlier
   *     step
   * @param observed the observations, with those of this step
   */
  record Result(@Nullable ConditionState state, Observation observed) {}
}
