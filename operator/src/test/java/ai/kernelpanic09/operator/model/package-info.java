/** Tests of reading models from Bedrock's control plane. */
@NullMarked
package ai.kernelpanic09.operator.model;

import org.jspecify.annotations.NullMarked;
