/** The limits and settings that a sidecar needs to serve an endpoint. */
@NullMarked
package ai.kernelpanic09.core.endpoint;

import org.jspecify.annotations.NullMarked;
