/** The Bedrock runtime operations. */
@NullMarked
package ai.kernelpanic09.simulator.runtime;

import org.jspecify.annotations.NullMarked;
