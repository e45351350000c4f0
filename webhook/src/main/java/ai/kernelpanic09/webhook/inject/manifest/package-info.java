/** Injection into manifests, for people who want to see or commit the result. */
@NullMarked
package ai.kernelpanic09.webhook.inject.manifest;

import org.jspecify.annotations.NullMarked;
