/** Foundation models and inference profiles, and which of them a call reaches. */
@NullMarked
package ai.kernelpanic09.simulator.catalog;

import org.jspecify.annotations.NullMarked;
