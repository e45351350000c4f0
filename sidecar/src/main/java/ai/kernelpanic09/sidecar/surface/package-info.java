/** Serves the model API to apps: HTTP in, documented answers and errors out. */
@NullMarked
package ai.kernelpanic09.sidecar.surface;

import org.jspecify.annotations.NullMarked;
