/** A short life of the process without a network, for the JVM's AOT cache to learn from. */
@NullMarked
package ai.kernelpanic09.sidecar.training;

import org.jspecify.annotations.NullMarked;
