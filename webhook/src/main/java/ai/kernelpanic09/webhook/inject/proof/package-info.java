/**
 * Proves that a sidecar is the one that the webhook rendered, and that it is alone with its
 * identity.
 */
@NullMarked
package ai.kernelpanic09.webhook.inject.proof;

import org.jspecify.annotations.NullMarked;
