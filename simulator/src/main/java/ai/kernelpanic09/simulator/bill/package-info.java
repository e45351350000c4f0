/** The cost of every call, by the simulator's own price table. */
@NullMarked
package ai.kernelpanic09.simulator.bill;

import org.jspecify.annotations.NullMarked;
