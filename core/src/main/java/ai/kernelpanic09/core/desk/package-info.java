/** The operator's ledgers within a process: for local mode, the training of the image and tests. */
@NullMarked
package ai.kernelpanic09.core.desk;

import org.jspecify.annotations.NullMarked;
