/** This project's own wire form: {@code /invoke} and {@code /render}. */
@NullMarked
package ai.kernelpanic09.sidecar.surface.own;

import org.jspecify.annotations.NullMarked;
