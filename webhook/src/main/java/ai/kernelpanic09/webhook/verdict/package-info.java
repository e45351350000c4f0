/** What the webhooks tell the author of an object: named reasons, denials and warnings. */
@NullMarked
package ai.kernelpanic09.webhook.verdict;

import org.jspecify.annotations.NullMarked;
