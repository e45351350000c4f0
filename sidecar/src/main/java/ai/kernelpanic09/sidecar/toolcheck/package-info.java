/** Checks with a guardrail what goes to tools and comes from them, in calls of any form. */
@NullMarked
package ai.kernelpanic09.sidecar.toolcheck;

import org.jspecify.annotations.NullMarked;
