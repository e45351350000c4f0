/** Conditions and patches of statuses, the same for all our kinds. */
@NullMarked
package ai.kernelpanic09.operator.status;

import org.jspecify.annotations.NullMarked;
