/** Reads a pod as JSON: its parts, its workload, and what a former injection added to it. */
@NullMarked
package ai.kernelpanic09.webhook.inject.pod;

import org.jspecify.annotations.NullMarked;
