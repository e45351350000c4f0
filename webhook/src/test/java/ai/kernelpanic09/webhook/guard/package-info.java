/** Tests. */
@NullMarked
package ai.kernelpanic09.webhook.guard;

import org.jspecify.annotations.NullMarked;
