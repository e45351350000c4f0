/**
 * The custom resources of group {@code ai.kernelpanic09.io}, their labels, annotations and names.
 */
@NullMarked
package ai.kernelpanic09.api;

import org.jspecify.annotations.NullMarked;
