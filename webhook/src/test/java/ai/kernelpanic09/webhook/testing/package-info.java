/** Clusters to inject pods in, for tests of this and other modules. */
@NullMarked
package ai.kernelpanic09.webhook.testing;

import org.jspecify.annotations.NullMarked;
