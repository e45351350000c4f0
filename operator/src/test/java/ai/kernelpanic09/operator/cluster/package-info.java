/** Tests of what the operator knows of its cluster. */
@NullMarked
package ai.kernelpanic09.operator.cluster;

import org.jspecify.annotations.NullMarked;
