/** Guardrails, their versions and what they do to a text. */
@NullMarked
package ai.kernelpanic09.simulator.guardrail;

import org.jspecify.annotations.NullMarked;
