/** Compares our templates with those of the real Go. */
@NullMarked
package ai.kernelpanic09.core.template.oracle;

import org.jspecify.annotations.NullMarked;
