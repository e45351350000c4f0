/** What injection asks about the cluster around a pod. */
@NullMarked
package ai.kernelpanic09.webhook.inject.facts;

import org.jspecify.annotations.NullMarked;
