/** Facts about the cluster around a pod, and the questions by which injection gets them. */
@NullMarked
package ai.kernelpanic09.webhook.inject.facts;

import org.jspecify.annotations.NullMarked;
