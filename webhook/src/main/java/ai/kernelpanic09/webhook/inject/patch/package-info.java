/** JSON trees compared: their difference as a JSON patch, and one text for equal trees. */
@NullMarked
package ai.kernelpanic09.webhook.inject.patch;

import org.jspecify.annotations.NullMarked;
