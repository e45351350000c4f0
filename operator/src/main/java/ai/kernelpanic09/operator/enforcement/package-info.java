/** The guardrails that accounts and organisations add to every call of a model. */
@NullMarked
package ai.kernelpanic09.operator.enforcement;

import org.jspecify.annotations.NullMarked;
