/** What a pod asks for, what its endpoints come to together, and what forbids it. */
@NullMarked
package ai.kernelpanic09.webhook.inject.plan;

import org.jspecify.annotations.NullMarked;
