/** Converse requests and replies as they are on the wire. */
@NullMarked
package ai.kernelpanic09.sidecar.converse;

import org.jspecify.annotations.NullMarked;
