package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.function.Predicate;

/** Whether the model answers the calls of all holders, as those tell. */
final class AnsweringStep implements Step {

  private final Predicate<EndpointName> failing;

  /**
   * @param failing whether some holder of the endpoint keeps calls back since the model fails
   */
  AnsweringStep(Predicate<EndpointName> failing) {
    this.failing = failing;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.MODEL_ANSWERING;
  }

  @Override
  public Result check(Observation observed) {
    return new Result(
        failing.test(observed.name())
            ? ConditionState.ofFalse(
                ConditionReason.MODEL_FAILING,
                "calls of the model keep failing in ways that may be billed: some pods send only one"
                    + " now and then, and refuse the others with CircuitOpen")
            : ConditionState.ofTrue(
                ConditionReason.ANSWERING, "no pod tells that the model keeps failing"),
        observed);
  }
}
