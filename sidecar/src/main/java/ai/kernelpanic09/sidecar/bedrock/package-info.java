/** Calls Bedrock's runtime: signed requests, typed errors. */
@NullMarked
package ai.kernelpanic09.sidecar.bedrock;

import org.jspecify.annotations.NullMarked;
