/** Finds the addresses of hosts; only calls that need the address wait for it. */
@NullMarked
package ai.kernelpanic09.sidecar.dns;

import org.jspecify.annotations.NullMarked;
