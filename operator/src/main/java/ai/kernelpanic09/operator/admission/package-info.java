/** Serves the webhooks, which decide by the operator's caches of the cluster. */
@NullMarked
package ai.kernelpanic09.operator.admission;

import org.jspecify.annotations.NullMarked;
