/**
 * Clients that people already have, unmodified: which of their features work. The programs that use
 * them are in src/test/compat.
 */
@NullMarked
package ai.kernelpanic09.e2e.compat;

import org.jspecify.annotations.NullMarked;
