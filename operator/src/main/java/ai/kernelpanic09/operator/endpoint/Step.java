package ai.kernelpanic09.operator.endpoint;

import org.jspecify.annotations.Nullable;

/** Decides one condition of an endpoint, and notes what later steps need. */
interface Step {

  ConditionType condition();

  /** Null when there is nothing to say, or nothing beyond what an earlier step has said. */
  @Nullable Verdict check(Findings findings);
}
