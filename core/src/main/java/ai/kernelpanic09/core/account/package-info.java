/** A holder's own account of the leases it was granted. */
@NullMarked
package ai.kernelpanic09.core.account;

import org.jspecify.annotations.NullMarked;
