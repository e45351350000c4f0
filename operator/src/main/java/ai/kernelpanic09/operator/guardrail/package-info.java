/** Keeps guardrails in AWS as their GuardrailPolicies describe them. */
@NullMarked
package ai.kernelpanic09.operator.guardrail;

import org.jspecify.annotations.NullMarked;
