/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.facts;

import org.jspecify.annotations.NullMarked;
