/** What parsing and rendering may cost. */
@NullMarked
package ai.kernelpanic09.core.template.limit;

import org.jspecify.annotations.NullMarked;
