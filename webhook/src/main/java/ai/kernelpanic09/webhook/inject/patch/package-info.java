/** Compares JSON trees: writes their difference as a JSON patch, and equal trees as equal texts. */
@NullMarked
package ai.kernelpanic09.webhook.inject.patch;

import org.jspecify.annotations.NullMarked;
