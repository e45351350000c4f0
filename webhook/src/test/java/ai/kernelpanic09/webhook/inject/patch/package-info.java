/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.patch;

import org.jspecify.annotations.NullMarked;
