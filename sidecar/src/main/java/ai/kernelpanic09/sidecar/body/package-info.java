/** Bodies that are never whole: ranges of the bytes that came, with bytes of our own between. */
@NullMarked
package ai.kernelpanic09.sidecar.body;

import org.jspecify.annotations.NullMarked;
