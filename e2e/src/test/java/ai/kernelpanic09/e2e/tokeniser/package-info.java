/** Published tokenisers of models, which prove bounds of their texts. */
@NullMarked
package ai.kernelpanic09.e2e.tokeniser;

import org.jspecify.annotations.NullMarked;
