/** Guardrails, their versions and their effect on a text. */
@NullMarked
package ai.kernelpanic09.simulator.guardrail;

import org.jspecify.annotations.NullMarked;
