/** How the app finds its endpoint: variables and host names. */
@NullMarked
package ai.kernelpanic09.webhook.inject.env;

import org.jspecify.annotations.NullMarked;
