/** Keeps calls from a service that fails and may bill for it. */
@NullMarked
package ai.kernelpanic09.core.breaker;

import org.jspecify.annotations.NullMarked;
