/** Identities, policies and their evaluation. */
@NullMarked
package ai.kernelpanic09.simulator.iam;

import org.jspecify.annotations.NullMarked;
