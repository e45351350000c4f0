/** Golden folders and unit tests of injection. */
@NullMarked
package ai.kernelpanic09.webhook.inject;

import org.jspecify.annotations.NullMarked;
