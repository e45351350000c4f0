/**
 * Go's text/template for prompts: parse a text once, render it with variables as often as needed.
 */
@NullMarked
package ai.kernelpanic09.core.template;

import org.jspecify.annotations.NullMarked;
