/** The operator's metrics, and the servers of metrics and probes. */
@NullMarked
package ai.kernelpanic09.operator.metrics;

import org.jspecify.annotations.NullMarked;
