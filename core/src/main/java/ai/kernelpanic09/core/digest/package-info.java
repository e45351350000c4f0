/** Short names for long contents. */
@NullMarked
package ai.kernelpanic09.core.digest;

import org.jspecify.annotations.NullMarked;
