@NullMarked
package ai.kernelpanic09.sidecar.call;

import org.jspecify.annotations.NullMarked;
