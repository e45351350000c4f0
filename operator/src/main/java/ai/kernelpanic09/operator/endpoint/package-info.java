/** Reconciles ModelEndpoints, one step and one condition at a time. */
@NullMarked
package ai.kernelpanic09.operator.endpoint;

import org.jspecify.annotations.NullMarked;
