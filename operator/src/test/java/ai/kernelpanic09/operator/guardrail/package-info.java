/** Tests of guardrails against a simulated AWS and a real API server. */
@NullMarked
package ai.kernelpanic09.operator.guardrail;

import org.jspecify.annotations.NullMarked;
