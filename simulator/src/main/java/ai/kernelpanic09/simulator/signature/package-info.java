/** Signature Version 4, verified from the wire. */
@NullMarked
package ai.kernelpanic09.simulator.signature;

import org.jspecify.annotations.NullMarked;
