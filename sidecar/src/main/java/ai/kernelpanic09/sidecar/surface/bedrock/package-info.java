/** Bedrock's own form of the model API, as AWS SDKs speak it. */
@NullMarked
package ai.kernelpanic09.sidecar.surface.bedrock;

import org.jspecify.annotations.NullMarked;
