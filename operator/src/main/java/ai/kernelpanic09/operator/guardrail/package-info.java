/** Keeps guardrails in AWS as GuardrailPolicies say. */
@NullMarked
package ai.kernelpanic09.operator.guardrail;

import org.jspecify.annotations.NullMarked;
