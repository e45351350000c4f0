/** Checks texts that go to tools or come from them with a guardrail, in calls of any form. */
@NullMarked
package ai.kernelpanic09.sidecar.textcheck;

import org.jspecify.annotations.NullMarked;
