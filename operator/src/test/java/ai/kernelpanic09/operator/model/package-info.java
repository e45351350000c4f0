/** Tests of finding the model to call. */
@NullMarked
package ai.kernelpanic09.operator.model;

import org.jspecify.annotations.NullMarked;
