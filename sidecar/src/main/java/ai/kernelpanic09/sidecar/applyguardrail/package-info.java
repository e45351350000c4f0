/** ApplyGuardrail: an endpoint's guardrail for texts that go to no model. */
@NullMarked
package ai.kernelpanic09.sidecar.applyguardrail;

import org.jspecify.annotations.NullMarked;
