/** The live probe: one real call to a model, paid for by its endpoint's own budget. */
@NullMarked
package ai.kernelpanic09.operator.probe;

import org.jspecify.annotations.NullMarked;
