/** Keeps the revisions of prompts, and tells whether a prompt can be rendered. */
@NullMarked
package ai.kernelpanic09.operator.prompt;

import org.jspecify.annotations.NullMarked;
