/**
 * Proves that a sidecar is as the webhook rendered it, and that no other container has its
 * identity.
 */
@NullMarked
package ai.kernelpanic09.webhook.inject.proof;

import org.jspecify.annotations.NullMarked;
