/** Answers of models, whatever their operation: as wholes, and as streams of typed events. */
@NullMarked
package ai.kernelpanic09.sidecar.reply;

import org.jspecify.annotations.NullMarked;
