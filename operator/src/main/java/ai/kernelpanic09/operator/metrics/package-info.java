/** What Prometheus scrapes from the operator, and its probes. */
@NullMarked
package ai.kernelpanic09.operator.metrics;

import org.jspecify.annotations.NullMarked;
