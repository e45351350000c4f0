/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.proof;

import org.jspecify.annotations.NullMarked;
