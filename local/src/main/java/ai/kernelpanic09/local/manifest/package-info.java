/** Manifests of a folder, read and judged as a cluster would. */
@NullMarked
package ai.kernelpanic09.local.manifest;

import org.jspecify.annotations.NullMarked;
