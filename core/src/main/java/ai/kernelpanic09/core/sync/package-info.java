/**
 * The answer to a holder's sync, composed alike for the operator and for ledgers within one
 * process.
 */
@NullMarked
package ai.kernelpanic09.core.sync;

import org.jspecify.annotations.NullMarked;
