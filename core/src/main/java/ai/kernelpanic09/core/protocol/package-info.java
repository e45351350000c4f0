/** Messages of the control protocol between sidecars and the operator. */
@NullMarked
package ai.kernelpanic09.core.protocol;

import org.jspecify.annotations.NullMarked;
