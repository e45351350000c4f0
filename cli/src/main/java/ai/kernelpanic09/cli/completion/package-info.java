/** Completions of shells, made from the commands themselves. */
@NullMarked
package ai.kernelpanic09.cli.completion;

import org.jspecify.annotations.NullMarked;
