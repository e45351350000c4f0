/**
 * A guardrail policy in the form of Bedrock's requests: the same for the operator and for local
 * mode.
 */
@NullMarked
package ai.kernelpanic09.core.guardrail;

import org.jspecify.annotations.NullMarked;
