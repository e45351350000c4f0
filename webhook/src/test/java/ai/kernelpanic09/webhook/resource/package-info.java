/** Tests. */
@NullMarked
package ai.kernelpanic09.webhook.resource;

import org.jspecify.annotations.NullMarked;
