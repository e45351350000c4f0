/** What went wrong, and how it is told: no failure is only a line in a log. */
@NullMarked
package ai.kernelpanic09.operator.failure;

import org.jspecify.annotations.NullMarked;
