/** Tests of the operator's view of its cluster. */
@NullMarked
package ai.kernelpanic09.operator.cluster;

import org.jspecify.annotations.NullMarked;
