/** Exact dollars. */
@NullMarked
package ai.kernelpanic09.core.money;

import org.jspecify.annotations.NullMarked;
