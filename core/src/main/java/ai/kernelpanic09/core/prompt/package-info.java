/** The content of a PromptTemplate, and the hash by which two contents are told apart. */
@NullMarked
package ai.kernelpanic09.core.prompt;

import org.jspecify.annotations.NullMarked;
