/** Anthropic's wire forms: messages, and what its clients ask beside them. */
@NullMarked
package ai.kernelpanic09.sidecar.surface.anthropic;

import org.jspecify.annotations.NullMarked;
