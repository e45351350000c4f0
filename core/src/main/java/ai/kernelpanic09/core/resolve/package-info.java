/** From what a spec says to what is enforced: the same for the operator and for local mode. */
@NullMarked
package ai.kernelpanic09.core.resolve;

import org.jspecify.annotations.NullMarked;
