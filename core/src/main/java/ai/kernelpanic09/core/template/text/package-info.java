/**
 * Byte strings as Go has them, held in Java strings of one char per byte: UTF-8, quoting, classes
 * of characters.
 */
@NullMarked
package ai.kernelpanic09.core.template.text;

import org.jspecify.annotations.NullMarked;
