/** Protects the sidecars of pods, and their identities, from everyone else. */
@NullMarked
package ai.kernelpanic09.webhook.guard;

import org.jspecify.annotations.NullMarked;
