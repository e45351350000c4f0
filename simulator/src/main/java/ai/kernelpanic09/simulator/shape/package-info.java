/** The members and constraints of AWS operations, and the check of values against them. */
@NullMarked
package ai.kernelpanic09.simulator.shape;

import org.jspecify.annotations.NullMarked;
