/** The TLA+ model of the leases, in {@code src/test/tla}, as TLC checks it. */
@NullMarked
package ai.kernelpanic09.core.model;

import org.jspecify.annotations.NullMarked;
