/** Prompts that callers render: where they come from, and rendering them within bounds. */
@NullMarked
package ai.kernelpanic09.sidecar.prompt;

import org.jspecify.annotations.NullMarked;
