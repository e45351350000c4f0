/** The budget authority: commits endpoints' ledgers by compare-and-swap in their status. */
@NullMarked
package ai.kernelpanic09.operator.budget;

import org.jspecify.annotations.NullMarked;
