/** The operator's part on a laptop: turns manifests into endpoints, ledgers and prompts. */
@NullMarked
package ai.kernelpanic09.local.desk;

import org.jspecify.annotations.NullMarked;
