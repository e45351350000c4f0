/** Limits of parsing and rendering. */
@NullMarked
package ai.kernelpanic09.core.template.limit;

import org.jspecify.annotations.NullMarked;
