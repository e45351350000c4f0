/** Commands for budgets. */
@NullMarked
package ai.kernelpanic09.cli.budget;

import org.jspecify.annotations.NullMarked;
