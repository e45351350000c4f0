/** OpenAI's wire forms: chat completions, and what its clients ask beside them. */
@NullMarked
package ai.kernelpanic09.sidecar.surface.openai;

import org.jspecify.annotations.NullMarked;
