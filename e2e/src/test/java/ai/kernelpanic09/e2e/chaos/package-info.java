/**
 * Injects the faults of a seed into the real cluster, and checks the effect against the provider's
 * bill.
 */
@NullMarked
package ai.kernelpanic09.e2e.chaos;

import org.jspecify.annotations.NullMarked;
