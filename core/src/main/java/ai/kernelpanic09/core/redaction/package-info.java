/** What is taken out of texts before callers read them. */
@NullMarked
package ai.kernelpanic09.core.redaction;

import org.jspecify.annotations.NullMarked;
