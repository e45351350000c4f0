/** The suites for the whole product: its layers, and its behaviour for users of a real cluster. */
@NullMarked
package ai.kernelpanic09.e2e;

import org.jspecify.annotations.NullMarked;
