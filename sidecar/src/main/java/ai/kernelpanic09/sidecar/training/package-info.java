/** Runs the process for a short time without a network, to train the JVM's AOT cache. */
@NullMarked
package ai.kernelpanic09.sidecar.training;

import org.jspecify.annotations.NullMarked;
