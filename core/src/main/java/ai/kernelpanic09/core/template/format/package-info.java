/** Go's fmt: verbs, flags, and the default form of each value. */
@NullMarked
package ai.kernelpanic09.core.template.format;

import org.jspecify.annotations.NullMarked;
