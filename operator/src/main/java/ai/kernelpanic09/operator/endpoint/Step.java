package ai.kernelpanic09.operator.endpoint;

/** Decides one condition of an endpoint, and notes what later steps need. */
interface Step {

  ConditionType condition();

  Verdict check(Findings findings);
}
