/** Local mode: the proxy on a laptop, without a cluster. */
@NullMarked
package ai.kernelpanic09.local;

import org.jspecify.annotations.NullMarked;
