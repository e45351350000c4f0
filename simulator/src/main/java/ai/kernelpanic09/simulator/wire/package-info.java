/** Requests and answers of AWS services, before a service has read them. */
@NullMarked
package ai.kernelpanic09.simulator.wire;

import org.jspecify.annotations.NullMarked;
