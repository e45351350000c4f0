/** The suites that look at the whole: layers, and what users see on a real cluster. */
@NullMarked
package ai.kernelpanic09.e2e;

import org.jspecify.annotations.NullMarked;
