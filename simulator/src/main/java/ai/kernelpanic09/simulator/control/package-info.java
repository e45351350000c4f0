/** The test control under /_sim/. */
@NullMarked
package ai.kernelpanic09.simulator.control;

import org.jspecify.annotations.NullMarked;
