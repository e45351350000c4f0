/** JSON as streams of tokens and as ranges of bytes, bounded against hostile input. */
@NullMarked
package ai.kernelpanic09.sidecar.json;

import org.jspecify.annotations.NullMarked;
