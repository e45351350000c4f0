/** What Prometheus scrapes. */
@NullMarked
package ai.kernelpanic09.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
