/** Reads a guardrail's verdicts on texts, and keeps none of the content that it found in them. */
@NullMarked
package ai.kernelpanic09.sidecar.guardrail;

import org.jspecify.annotations.NullMarked;
