/** What the operator knows of the cluster: caches that read through where it matters. */
@NullMarked
package ai.kernelpanic09.operator.cluster;

import org.jspecify.annotations.NullMarked;
