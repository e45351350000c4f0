/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.env;

import org.jspecify.annotations.NullMarked;
