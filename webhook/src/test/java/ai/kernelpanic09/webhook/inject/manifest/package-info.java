/** Unit tests. */
@NullMarked
package ai.kernelpanic09.webhook.inject.manifest;

import org.jspecify.annotations.NullMarked;
