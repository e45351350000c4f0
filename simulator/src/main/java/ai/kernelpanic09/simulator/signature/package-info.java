/** Verification of Signature Version 4, on requests as they came over the wire. */
@NullMarked
package ai.kernelpanic09.simulator.signature;

import org.jspecify.annotations.NullMarked;
