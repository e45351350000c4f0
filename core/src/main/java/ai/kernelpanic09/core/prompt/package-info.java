/** What a PromptTemplate says, and how one such text is told from another. */
@NullMarked
package ai.kernelpanic09.core.prompt;

import org.jspecify.annotations.NullMarked;
