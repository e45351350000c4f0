/** From a template's text to its tree. */
@NullMarked
package ai.kernelpanic09.core.template.parse;

import org.jspecify.annotations.NullMarked;
