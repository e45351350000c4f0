/** The process in the pod, the shared gateway and the local mode: one program. */
@NullMarked
package ai.kernelpanic09.sidecar;

import org.jspecify.annotations.NullMarked;
