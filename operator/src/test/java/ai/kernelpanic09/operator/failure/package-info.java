/** Tests of how failures are told. */
@NullMarked
package ai.kernelpanic09.operator.failure;

import org.jspecify.annotations.NullMarked;
