/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.pod;

import org.jspecify.annotations.NullMarked;
