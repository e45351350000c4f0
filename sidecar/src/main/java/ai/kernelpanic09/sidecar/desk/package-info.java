/** The operator's part on a laptop: manifests and ledger in files. */
@NullMarked
package ai.kernelpanic09.sidecar.local;

import org.jspecify.annotations.NullMarked;
