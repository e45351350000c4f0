/** The answer to a holder's sync: the same for the operator and for ledgers within a process. */
@NullMarked
package ai.kernelpanic09.core.sync;

import org.jspecify.annotations.NullMarked;
