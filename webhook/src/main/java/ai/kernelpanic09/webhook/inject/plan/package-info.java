/** A pod's wishes, the combined needs of its endpoints, and the checks that forbid a sidecar. */
@NullMarked
package ai.kernelpanic09.webhook.inject.plan;

import org.jspecify.annotations.NullMarked;
