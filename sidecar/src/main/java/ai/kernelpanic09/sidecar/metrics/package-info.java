/** Metrics for Prometheus, and the server for health and metrics. */
@NullMarked
package ai.kernelpanic09.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
