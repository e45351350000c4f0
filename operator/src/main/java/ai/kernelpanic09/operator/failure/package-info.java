/** Turns failures into reasons and messages of conditions, so that none is only a line in a log. */
@NullMarked
package ai.kernelpanic09.operator.failure;

import org.jspecify.annotations.NullMarked;
