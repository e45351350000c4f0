/** Foundation models, inference profiles and which call reaches which of them. */
@NullMarked
package ai.kernelpanic09.simulator.catalog;

import org.jspecify.annotations.NullMarked;
