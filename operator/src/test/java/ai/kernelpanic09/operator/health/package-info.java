/** Tests of the kubelet's probes. */
@NullMarked
package ai.kernelpanic09.operator.health;

import org.jspecify.annotations.NullMarked;
