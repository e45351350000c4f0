/** Tests of the settings. */
@NullMarked
package ai.kernelpanic09.operator.config;

import org.jspecify.annotations.NullMarked;
