/** The checks behind the kubelet's probes. */
@NullMarked
package ai.kernelpanic09.operator.health;

import org.jspecify.annotations.NullMarked;
