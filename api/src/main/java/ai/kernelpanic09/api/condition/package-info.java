/** The words of conditions and Events: every type and reason, what it means and what to do. */
@NullMarked
package ai.kernelpanic09.api.condition;

import org.jspecify.annotations.NullMarked;
