/** Prices of models and guardrails; the cost of a call, and its worst case. */
@NullMarked
package ai.kernelpanic09.core.price;

import org.jspecify.annotations.NullMarked;
