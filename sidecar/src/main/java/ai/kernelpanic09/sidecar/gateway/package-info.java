/** Identifies the callers of a shared gateway. */
@NullMarked
package ai.kernelpanic09.sidecar.gateway;

import org.jspecify.annotations.NullMarked;
