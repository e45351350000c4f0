/** Caches of the cluster's objects, which ask the API server where a missing object matters. */
@NullMarked
package ai.kernelpanic09.operator.cluster;

import org.jspecify.annotations.NullMarked;
