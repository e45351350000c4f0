/** A developer's AWS account: identities, the guardrails that local mode keeps there, models. */
@NullMarked
package ai.kernelpanic09.local.aws;

import org.jspecify.annotations.NullMarked;
