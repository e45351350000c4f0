/** Measures one operator's ledgers; people judge the figures. */
@NullMarked
package ai.kernelpanic09.operator.bench;

import org.jspecify.annotations.NullMarked;
