/** A real API server for tests, here and in the modules that build on this one. */
@NullMarked
package ai.kernelpanic09.api.testing;

import org.jspecify.annotations.NullMarked;
