/** The certificates of a simulator that speaks TLS. */
@NullMarked
package ai.kernelpanic09.simulator.tls;

import org.jspecify.annotations.NullMarked;
