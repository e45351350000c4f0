/** What a sidecar must know of an endpoint to serve it. */
@NullMarked
package ai.kernelpanic09.core.endpoint;

import org.jspecify.annotations.NullMarked;
