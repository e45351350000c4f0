/** Pods of every shape, right and wrong in every way, against admission. */
@NullMarked
package ai.kernelpanic09.webhook.fuzz;

import org.jspecify.annotations.NullMarked;
