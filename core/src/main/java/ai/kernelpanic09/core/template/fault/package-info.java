/** Errors of templates, with their places. */
@NullMarked
package ai.kernelpanic09.core.template.fault;

import org.jspecify.annotations.NullMarked;
