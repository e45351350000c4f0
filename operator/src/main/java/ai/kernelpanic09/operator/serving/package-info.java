/** The results of endpoints' reconciliations that the control API serves. */
@NullMarked
package ai.kernelpanic09.operator.serving;

import org.jspecify.annotations.NullMarked;
