/** Serves the webhook with what the operator knows of the cluster. */
@NullMarked
package ai.kernelpanic09.operator.admission;

import org.jspecify.annotations.NullMarked;
