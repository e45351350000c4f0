/** Reads what a guardrail says of texts, and keeps nothing of what it found in them. */
@NullMarked
package ai.kernelpanic09.sidecar.guardrail;

import org.jspecify.annotations.NullMarked;
