/** Keeps the revisions of prompts, and says what can be rendered. */
@NullMarked
package ai.kernelpanic09.operator.prompt;

import org.jspecify.annotations.NullMarked;
