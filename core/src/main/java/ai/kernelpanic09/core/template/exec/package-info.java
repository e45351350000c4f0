/** Walks a template's tree and writes the output. */
@NullMarked
package ai.kernelpanic09.core.template.exec;

import org.jspecify.annotations.NullMarked;
