/** Turns specs into the limits that are enforced, for the operator and for local mode alike. */
@NullMarked
package ai.kernelpanic09.core.resolve;

import org.jspecify.annotations.NullMarked;
