/** Prices of models and guardrails, what a call cost, and what it can cost at the most. */
@NullMarked
package ai.kernelpanic09.core.price;

import org.jspecify.annotations.NullMarked;
