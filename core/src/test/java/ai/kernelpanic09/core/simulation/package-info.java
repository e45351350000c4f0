/** A deterministic simulation of ledger and holders with their network, storage and provider. */
@NullMarked
package ai.kernelpanic09.core.simulation;

import org.jspecify.annotations.NullMarked;
