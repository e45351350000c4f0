/** How often something may happen. */
@NullMarked
package ai.kernelpanic09.core.pace;

import org.jspecify.annotations.NullMarked;
