/**
 * The program that serves models: as the sidecar in a pod, as the shared gateway, and in local
 * mode.
 */
@NullMarked
package ai.kernelpanic09.sidecar;

import org.jspecify.annotations.NullMarked;
