/** The error codes that callers of a model see, whichever surface they call. */
@NullMarked
package ai.kernelpanic09.core.failure;

import org.jspecify.annotations.NullMarked;
