/** Finds the addresses of hosts without making anybody wait for it but who asked. */
@NullMarked
package ai.kernelpanic09.sidecar.dns;

import org.jspecify.annotations.NullMarked;
