/** Tests. */
@NullMarked
package ai.kernelpanic09.webhook.admission;

import org.jspecify.annotations.NullMarked;
