/** The errors that callers of failed calls get, and how Bedrock's failures map to them. */
@NullMarked
package ai.kernelpanic09.sidecar.failure;

import org.jspecify.annotations.NullMarked;
