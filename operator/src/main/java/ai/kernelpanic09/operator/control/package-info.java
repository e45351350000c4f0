/**
 * The control API: gives leases, rates, limits, credentials and prompts to sidecars and gateway.
 */
@NullMarked
package ai.kernelpanic09.operator.control;

import org.jspecify.annotations.NullMarked;
