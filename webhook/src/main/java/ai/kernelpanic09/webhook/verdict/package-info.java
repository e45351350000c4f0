/** Named reasons, denials and warnings that the webhooks give to the author of an object. */
@NullMarked
package ai.kernelpanic09.webhook.verdict;

import org.jspecify.annotations.NullMarked;
