/** The Security Token Service in its XML dialect. */
@NullMarked
package ai.kernelpanic09.simulator.sts;

import org.jspecify.annotations.NullMarked;
