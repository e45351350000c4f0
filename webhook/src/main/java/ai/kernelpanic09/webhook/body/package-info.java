/** Receives bodies of requests, and keeps connections, within bounds that no sender can exceed. */
@NullMarked
package ai.kernelpanic09.webhook.body;

import org.jspecify.annotations.NullMarked;
