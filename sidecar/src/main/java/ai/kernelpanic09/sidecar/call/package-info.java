/** Makes calls that can exceed no limit, whichever surface they come from. */
@NullMarked
package ai.kernelpanic09.sidecar.call;

import org.jspecify.annotations.NullMarked;
