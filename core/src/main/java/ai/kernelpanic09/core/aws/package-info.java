/** What AWS is made of: partitions, and the hosts and regions of each. */
@NullMarked
package ai.kernelpanic09.core.aws;

import org.jspecify.annotations.NullMarked;
