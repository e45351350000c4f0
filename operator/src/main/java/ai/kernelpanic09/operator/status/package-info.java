/** What the statuses of all our kinds have in common. */
@NullMarked
package ai.kernelpanic09.operator.status;

import org.jspecify.annotations.NullMarked;
