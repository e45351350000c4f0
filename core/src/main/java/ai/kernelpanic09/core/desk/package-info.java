/**
 * The operator's ledgers within one process: for local mode, the training of the sidecar's image,
 * and tests.
 */
@NullMarked
package ai.kernelpanic09.core.desk;

import org.jspecify.annotations.NullMarked;
