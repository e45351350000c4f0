/** Tests of the revisions of prompts. */
@NullMarked
package ai.kernelpanic09.operator.prompt;

import org.jspecify.annotations.NullMarked;
