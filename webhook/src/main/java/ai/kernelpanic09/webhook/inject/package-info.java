/** Injection of the sidecar as a pure function from a pod, configuration and facts to a patch. */
@NullMarked
package ai.kernelpanic09.webhook.inject;

import org.jspecify.annotations.NullMarked;
