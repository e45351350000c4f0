/** Asks the operator for leases, limits and credentials. */
@NullMarked
package ai.kernelpanic09.sidecar.control;

import org.jspecify.annotations.NullMarked;
