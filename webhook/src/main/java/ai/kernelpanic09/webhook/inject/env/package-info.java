/** Variables and host names by which the app finds its endpoint. */
@NullMarked
package ai.kernelpanic09.webhook.inject.env;

import org.jspecify.annotations.NullMarked;
