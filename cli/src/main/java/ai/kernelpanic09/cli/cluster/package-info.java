/** The cluster that a command works on, with the rights of its user alone. */
@NullMarked
package ai.kernelpanic09.cli.cluster;

import org.jspecify.annotations.NullMarked;
