/** Keeps a process's leases and reservations through its death, in a memory-mapped file. */
@NullMarked
package ai.kernelpanic09.sidecar.journal;

import org.jspecify.annotations.NullMarked;
