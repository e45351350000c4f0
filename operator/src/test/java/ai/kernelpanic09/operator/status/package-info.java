/** Tests of the conditions of a status. */
@NullMarked
package ai.kernelpanic09.operator.status;

import org.jspecify.annotations.NullMarked;
