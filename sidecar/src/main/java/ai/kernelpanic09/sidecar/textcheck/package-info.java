/**
 * Checks texts with a guardrail that Bedrock does not look at by itself, in calls of any form:
 * those that go to tools or come from them, system prompts, documents.
 */
@NullMarked
package ai.kernelpanic09.sidecar.textcheck;

import org.jspecify.annotations.NullMarked;
