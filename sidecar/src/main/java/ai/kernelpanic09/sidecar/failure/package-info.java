/** A call that failed: what its caller is told, and how Bedrock's failures map to that. */
@NullMarked
package ai.kernelpanic09.sidecar.failure;

import org.jspecify.annotations.NullMarked;
