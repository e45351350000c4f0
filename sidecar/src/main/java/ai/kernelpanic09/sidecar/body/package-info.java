/**
 * Bodies that are never joined in memory: ranges of received bytes, with bytes of our own between.
 */
@NullMarked
package ai.kernelpanic09.sidecar.body;

import org.jspecify.annotations.NullMarked;
