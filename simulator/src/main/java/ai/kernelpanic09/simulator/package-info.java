/** A strict Bedrock, Guardrails and STS in one process that keeps its own bill. */
@NullMarked
package ai.kernelpanic09.simulator;

import org.jspecify.annotations.NullMarked;
