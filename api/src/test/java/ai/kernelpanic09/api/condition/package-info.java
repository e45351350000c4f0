/** Tests of the catalogue of conditions. */
@NullMarked
package ai.kernelpanic09.api.condition;

import org.jspecify.annotations.NullMarked;
