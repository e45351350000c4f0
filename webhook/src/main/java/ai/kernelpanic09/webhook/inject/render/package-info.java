/** Renders the sidecar's container and volumes. */
@NullMarked
package ai.kernelpanic09.webhook.inject.render;

import org.jspecify.annotations.NullMarked;
