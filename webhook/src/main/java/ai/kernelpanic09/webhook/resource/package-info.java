/** Validates our own kinds where the API server's schema and rules can't reach. */
@NullMarked
package ai.kernelpanic09.webhook.resource;

import org.jspecify.annotations.NullMarked;
