/** Tests of the budget authority. */
@NullMarked
package ai.kernelpanic09.operator.budget;

import org.jspecify.annotations.NullMarked;
