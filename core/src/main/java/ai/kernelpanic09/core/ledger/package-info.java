/** The budget ledger: a pure state machine that grants leases on an endpoint's dollars and rate. */
@NullMarked
package ai.kernelpanic09.core.ledger;

import org.jspecify.annotations.NullMarked;
