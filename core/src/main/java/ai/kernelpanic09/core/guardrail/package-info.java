/** A guardrail policy as Bedrock takes it: the same for the operator and for local mode. */
@NullMarked
package ai.kernelpanic09.core.guardrail;

import org.jspecify.annotations.NullMarked;
