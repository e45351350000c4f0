/** Fetches the prompts that callers name, and renders them within bounds. */
@NullMarked
package ai.kernelpanic09.sidecar.prompt;

import org.jspecify.annotations.NullMarked;
