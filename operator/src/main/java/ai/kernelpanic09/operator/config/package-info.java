/** The operator's settings, declared once and checked at the start. */
@NullMarked
package ai.kernelpanic09.operator.config;

import org.jspecify.annotations.NullMarked;
