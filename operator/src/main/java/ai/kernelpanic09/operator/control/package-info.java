/** The control API, by which sidecars and gateway get money and credentials. */
@NullMarked
package ai.kernelpanic09.operator.control;

import org.jspecify.annotations.NullMarked;
