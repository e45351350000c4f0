/** What a request and an answer of an AWS service look like before any service reads them. */
@NullMarked
package ai.kernelpanic09.simulator.wire;

import org.jspecify.annotations.NullMarked;
